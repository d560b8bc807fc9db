import Testing

@testable import Integration

@Suite struct GalleryTests {
    struct NoSuchFile: Error {}

    private func mapping(_ template: GalleryTemplate) throws -> Mapping {
        try Mapping.load(yaml: template.files[0].text, file: template.mappingFile) { name in
            guard let file = template.files.first(where: { $0.name == name }) else { throw NoSuchFile() }
            return file.text
        }
    }

    private func example(_ template: GalleryTemplate) throws -> String {
        try #require(template.files.first { $0.name == GalleryTemplate.exampleFile }).text
    }

    @Test(arguments: GalleryCatalog.all.map(\.name))
    func mapsItsOwnExample(name: String) throws {
        let template = try #require(GalleryCatalog.all.first { $0.name == name })
        let preview = try MappingPreview(try mapping(template), pasted: try example(template))
        guard case .document(let model) = preview.outcome else {
            Issue.record("\(preview.outcome)")
            return
        }
        #expect(try JSONValue(parsing: model).memberNames.isEmpty == false)
        #expect(preview.remarks == [])
    }

    @Test(arguments: GalleryCatalog.all.map(\.name))
    func bringsAConfigurationThatIsRead(name: String) throws {
        let template = try #require(GalleryCatalog.all.first { $0.name == name })
        guard let core = template.files.first(where: { $0.name == "core.yaml" }) else { return }
        let configuration = try Configuration.read(
            core.text, path: "core.yaml",
            environment: [
                "REHEARSAL_DINGTALK_APP_SECRET": "secret", "REHEARSAL_KINGDEE_APP_SECRET": "secret",
                "REHEARSAL_YIDA_SYSTEM_TOKEN": "secret",
            ])
        #expect(configuration.mappingFiles == [template.mappingFile])
        // The core takes it as it is.
        _ = try MappingSet([try mapping(template)], configuration)
    }

    private func model(_ name: String) throws -> JSONValue {
        let template = try #require(GalleryCatalog.all.first { $0.name == name })
        let preview = try MappingPreview(try mapping(template), pasted: try example(template))
        guard case .document(let model) = preview.outcome else { return .null }
        return try JSONValue(parsing: model)
    }

    @Test func showsWhatTheTemplatesPromise() throws {
        let purchase = try model("purchase")
        #expect(purchase["FNote"]?.text == "大批量 安全库存补货" && purchase["FEntity"]?.elements?.count == 2)
        #expect(purchase.at(path: "FEntity.1.FReqQty") == .number("12.5"))
        let employee = try model("employees")
        #expect(employee["FName"]?.text == "张三" && employee["FJoinDate"]?.text == "2020-08-16")
        let department = try model("departments")
        #expect(department["FNumber"]?.text == "DT580000007")
        #expect(department.at(path: "FParentID.FNumber")?.text == "BM000001")
        #expect(
            try model("alert").at(path: "markdown.text")?.text == "**M1 六角螺丝 M6** 不足：现存 120.50，安全库存 1000，缺 879.5")
        let attendance = try model("attendance")
        #expect(attendance.at(path: "FEmpId.FNumber")?.text == "E0001" && attendance["FTimeResult"]?.text == "Normal")
    }

    @Test func readsWhatPeoplePaste() throws {
        let old =
            #"{"errcode":0,"process_instance":{"title":"t","business_id":"1","status":"COMPLETED","result":"agree","originator_userid":"u","form_component_values":[{"id":"X","name":"x","component_type":"TextField","value":"a","ext_value":"{\"k\":1}"},{"id":"Y","name":"y","value":null}]}}"#
        let instance = try ApprovalInstance(pasted: old)
        #expect(instance.businessID == "1" && instance.originatorUserID == "u" && instance.isApproved)
        #expect(instance.values.map(\.value) == ["a", "null"] && instance.values[0].extValue == #"{"k":1}"#)
        #expect(try ApprovalInstance(pasted: instance.storedText()) == instance)
        for text in ["", "[]", "{", #"{"result":{}}"#, "nothing"] {
            #expect(throws: PastedTextError.self) { try ApprovalInstance(pasted: text) }
        }
    }

    @Test func masksPersonalFields() throws {
        let model =
            #"{"FName":"张三","FMobile":"18500000000","FBankInfo":[{"FBankCode":"6222000000000000"}],"FNote":"电话 13800000000，证 11010519491231002X，单 202307141721000164728","FAmount":12.5}"#
        #expect(
            PersonalFields.masked(try JSONValue(parsing: model)).jsonText
                == #"{"FName":"张三","FMobile":"185***00","FBankInfo":[{"FBankCode":"622***00"}],"FNote":"电话 138***00，证 110***2X，单 202307141721000164728","FAmount":12.5}"#
        )
    }

    @Test func comparesWithWhatKingdeeShows() throws {
        let model = try JSONValue(
            parsing:
                #"{"FDate":"2026-01-15","FOrg":{"FNumber":"100"},"FAmount":12.5,"E":[{"A":{"FNumber":"x"},"B":1},{"A":{"FNumber":"y"},"B":2}]}"#
        )
        let questions = DocumentDifference.questions(model)
        #expect(questions.map(\.keys) == [["FDate", "FOrg.FNumber", "FAmount"], ["A.FNumber", "B"]])
        var difference = DocumentDifference()
        difference.compare(questions[0], of: model, with: [["2026-01-15T00:00:00", "101", .number("12.50")]])
        difference.compare(questions[1], of: model, with: [["x", .number("1.0000000000")], ["y", 3], ["z", 4]])
        #expect(
            difference.changes.map { "\($0.kind) \($0.field) \($0.there) \($0.here)" } == [
                "changed FOrg.FNumber 101 100", "changed E[2].B 3 2", #"removed E[3] {"A.FNumber":"z","B":4} "#,
            ])
    }

    /// Personal fields by name and by shape: of the head, of rows, and of whole rows that only one side has.
    @Test func masksTheDifferenceForWhoNeedNotSeeIt() throws {
        let model = try JSONValue(
            parsing:
                #"{"FMobile":"000-1111","FNote":"call 19900001234","FBank":[{"FBankCode":"2222"},{"FBankCode":"3333","FNo":"7"}]}"#
        )
        let questions = DocumentDifference.questions(model)
        #expect(questions.map(\.keys) == [["FMobile", "FNote"], ["FBankCode", "FNo"]])
        var difference = DocumentDifference()
        difference.compare(questions[0], of: model, with: [["000-4444", "old"]])
        difference.compare(questions[1], of: model, with: [["5555", ""]])
        var longer = DocumentDifference()
        longer.compare(questions[1], of: model, with: [["2222", ""], ["3333", "7"], ["6666", "8"]])
        let personal = ["000-1111", "19900001234", "2222", "3333", "000-4444", "5555", "6666"]
        let all = difference.json(seesAll: true).jsonText + longer.json(seesAll: true).jsonText
        #expect(personal.allSatisfy(all.contains))
        let shown = difference.json(seesAll: false).jsonText + longer.json(seesAll: false).jsonText
        #expect(personal.filter(shown.contains) == [] && shown.contains("call 199"), "\(shown)")
        #expect(shown.contains("FBank[1].FBankCode") && shown.contains(#"\"FNo\":\"8\""#), "\(shown)")
    }
}
