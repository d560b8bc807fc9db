import Testing

@testable import Simulators

/// The forms of field values in the second table of section 4.1 of the reference.
@Suite struct FieldFormsTests {
    private func content(_ change: JSON) async throws -> JSON? {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement().with(change))
        #expect(result.messages == [])
        return bench.simulator.documents(form: "ER_ExpReimbursement").first?.content
    }

    @Test(
        arguments: [
            ("FProposerID", ["FID": 100_002], "E0002"), ("FProposerID", ["FSTAFFID": "100002"], "E0002"),
            ("FProposerID", ["Id": 100_002], "E0002"), ("FProposerID", ["FNUMBER": "E0002"], "E0002"),
            ("FCONTACTUNIT", ["FID": 100_002], "E0002"), ("FCONTACTUNIT", ["FSTAFFNUMBER": "E0002"], "E0002"),
            ("FOrgID", ["Number": "100"], "100"), ("FOrgID", ["FNumber": "100"], "100"),
            ("FOrgID", ["FORGID": 1], "100"),
            ("FBillTypeID", ["FNUMBER": "CLFBX001_SYS"], "CLFBX001_SYS"),
            ("fcurrencyid", ["FCURRENCYID": "1", "FNumber": ""], "PRE001"),
        ] as [(String, JSON, String)])
    func takesAReferenceByNumberOrId(key: String, value: JSON, number: String) async throws {
        let stored = try await content(.object([JSON.Member(key, value)]))
        let spelled = key == "fcurrencyid" ? "FCurrencyID" : key
        #expect(stored?[spelled] == ["FNumber": .string(number)])
    }

    @Test(
        arguments: [
            (["FProposerID": ["FID": 4711]], "字段“申请人”的值“4711”不存在"),
            (["FProposerID": ["FUserID": "nobody"]], "字段“申请人”的值“nobody”不存在"),
            (["FCONTACTUNIT": "E0001"], "字段“往来单位”的值必须是字典格式"),
            (["FBillTypeID": "FYBX001_SYS"], "字段“单据类型”的值必须是字典格式"),
            (["FBillTypeID": ["FNumber": ""]], "字段“单据类型”是必填项"),
            (["FPayBox": "perhaps"], "字段“申请付款”的值“perhaps”格式不正确"),
        ] as [(JSON, String)])
    func refusesAReferenceToNothing(change: JSON, message: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement().with(change))
        #expect(result.messages == [message])
    }

    @Test(
        arguments: [
            (true, true), ("true", true), ("True", true), ("1", true), (1, true), (false, false), ("false", false),
            (0, false),
        ] as [(JSON, Bool)])
    func takesBooleansAsText(sent: JSON, value: Bool) async throws {
        #expect(try await content(["FPayBox": sent])?["FPayBox"] == .bool(value))
    }

    @Test(arguments: ["2026-01-15", "2026-01-15 00:00:00", "2026-01-15T00:00:00"])
    func takesADateWithOrWithoutTime(date: String) async throws {
        #expect(try await content(["FDate": .string(date)])?["FDate"] == "2026-01-15")
    }

    @Test(arguments: [true, false]) func takesADimensionByNumberOrId(byNumber: Bool) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let found = try await bench.query("FDEPTID", "FNumber='BM000001'", form: "BD_Department")
        let id = try #require(found.at("0.0"))
        let department: JSON = byNumber ? ["FNumber": "BM000001"] : ["FDEPTID": id]
        let rows: JSON = [
            KingdeeModels.posting("6602.01", debit: "100", credit: "0").with(
                ["FDetailID": ["FDETAILID__FFLEX5": department]]),
            KingdeeModels.posting("1002", debit: "0", credit: "100"),
        ]
        _ = try await bench.save(KingdeeModels.voucher.with(["FEntity": rows]), form: "GL_VOUCHER")
        #expect(
            try await bench.query("FDetailID.FFLEX5.FNumber", "FDEBIT>0", form: "GL_VOUCHER") == [["BM000001"]])
    }

    @Test(arguments: [true, false]) func aSubHeadKeepsItsOneRow(deletesRows: Bool) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let post: JSON = [
            "FPOSTID": 0, "FCreateOrgId": ["FNumber": "100"], "FUseOrgId": ["Number": "100"], "FName": "出纳",
            "FDept": ["FNumber": "BM000001"], "FHRPostSubHead": ["FHRPOSTID": 0, "FLEADERPOST": "true"],
        ]
        let id = try #require(try await bench.save(post, form: "HR_ORG_HRPOST")["Id"])
        let changes: [JSON] = [["FName": "总出纳"], ["FHRPostSubHead": ["FLEADERPOST": false]]]
        for (change, isLeader) in zip(changes, [true, false]) {
            let update = JSON.object([JSON.Member("FPOSTID", id)] + (change.members ?? []))
            let result = try await bench.save(
                update, form: "HR_ORG_HRPOST", options: [JSON.Member("IsDeleteEntry", .bool(deletesRows))])
            #expect(result.messages == [])
            let stored = bench.simulator.documents(form: "HR_ORG_HRPOST").last?.content
            #expect(stored?.at("FHRPostSubHead.FLEADERPOST") == .bool(isLeader))
        }
    }

    @Test(arguments: [
        ("1.005", "1.01"), ("1.0", "1.0"), ("-2.345", "-2.35"), ("99999999999999.999", "100000000000000"),
    ])
    func roundsToTheScaleOfAField(sent: String, kept: String) {
        var field = FieldDefinition("FPrice", "单价", .decimal)
        #expect(FieldPrecision.stored(.number(sent), field) == .number(sent))
        field.scale = 2
        #expect(FieldPrecision.stored(.number(sent), field) == .number(kept))
        #expect((FieldPrecision.refusal(.number(sent), field) == nil) == (sent == kept))
    }

    @Test func takesAnEntryWithoutTheListAroundIt() async throws {
        let stored = try await content(["FEntity": KingdeeModels.row("CI001", "5", "单行")])
        #expect(stored?.at("FEntity.0.FRemark") == "单行")
    }

    @Test func theLastOfARepeatedFieldWins() async throws {
        for sorts in [false, true] {
            let bench = try await KingdeeBench.loggedIn()
            let model = JSON.object(
                (KingdeeModels.reimbursement().members ?? []) + [
                    JSON.Member("FCAUSA", "二"), JSON.Member("fcausa", "三"),
                ])
            _ = try await bench.save(model, options: [JSON.Member("IsAutoAdjustField", .bool(sorts))])
            #expect(bench.simulator.documents(form: "ER_ExpReimbursement").first?.content["FCausa"] == "三")
        }
    }
}
