import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Templates, forecasts, suites, and the files of approvals.
@Suite
struct ApprovalTemplatesTests {
    let bench = DingTalkBench()

    init() throws {
        try bench.simulator.seed(
            try JSON(
                parsing: """
                    {"templates":[
                      {"code":"PROC-LEAVE","name":"请假","components":[
                        {"id":"TextNote_1","label":"请提前三天申请","type":"TextNote"},
                        {"id":"DDBizSuite_1","label":"请假套件","type":"DDBizSuite","bizAlias":"leave","children":[
                          {"id":"DDSelectField_K","label":"请假类型","type":"DDSelectField","bizAlias":"kind","options":["年假"]},
                          {"id":"TableField_D","label":"明细","type":"TableField","bizAlias":"days","children":[
                            {"id":"DDDateField_D","label":"日期","type":"DDDateField"}]}]}]},
                      {"code":"PROC-PICK","name":"自选","audience":["\(DingTalkBench.zhang)"],
                       "flow":[{"users":["\(DingTalkBench.boss)","\(DingTalkBench.qiao)"],"selectionKey":"manual_1"}],
                       "components":[{"id":"TextField_A","label":"事由","type":"TextField","bizAlias":"why"}]}]}
                    """))
    }

    private func start(_ code: String, _ user: String, _ members: JSON = [:]) async throws -> JSON {
        let base: [JSON.Member] = [
            JSON.Member("processCode", .string(code)), JSON.Member("originatorUserId", .string(user)),
            JSON.Member("formComponentValues", [["bizAlias": "why", "value": "x"]]),
        ]
        return try await bench.modern(
            .post, "/v1.0/workflow/processInstances", .object(base + (members.members ?? []))
        ).body
    }

    @Test
    func letsOnlyItsAudienceStartAndChoose() async throws {
        #expect(try await start("PROC-PICK", DingTalkBench.boss)["code"] == "needAuth")
        #expect(try await start("PROC-PICK", DingTalkBench.zhang)["code"] == "targetSelectApproverMissing")
        func choosing(_ user: String) async throws -> JSON {
            try await start(
                "PROC-PICK", DingTalkBench.zhang,
                ["targetSelectActioners": [["actionerKey": "manual_1", "actionerUserIds": [.string(user)]]]])
        }
        #expect(try await choosing(DingTalkBench.zhang)["code"] == "targetSelectApproverScopeError")
        let id = try #require(try await choosing(DingTalkBench.qiao)["instanceId"]?.string)
        let shown = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=\(id)").body[
            "result"]
        #expect(shown?["tasks"]?.array?.first?["userId"] == .string(DingTalkBench.qiao))
        #expect(shown?["formComponentValues"]?.array?.first?["bizAlias"] == "why")
    }

    @Test
    func readsSuitesThatOnlyTheAppStarts() async throws {
        #expect(try await start("PROC-LEAVE", DingTalkBench.zhang)["code"] == "illegalComponent")
        let old = try await bench.topapi(
            "processinstance/create",
            [
                "process_code": "PROC-LEAVE", "originator_user_id": .string(DingTalkBench.zhang), "dept_id": -1,
                "form_component_values": [],
            ])
        #expect(old["errcode"] == 820001)
        let shown = try await bench.simulator.control(
            "POST", ["instances"],
            [
                "processCode": "PROC-LEAVE", "originator": .string(DingTalkBench.zhang),
                "values": ["leave": ["kind": "年假", "days": [[["name": "日期", "value": "2026-02-01"]]]]],
            ])
        let id = try #require(shown?["instance"]?.string)
        let instance = try await bench.topapi("processinstance/get", ["process_instance_id": .string(id)])
        let values = try #require(instance["process_instance"]?["form_component_values"]?.array)
        #expect(values[0]["value"] == "请提前三天申请")
        let parts = try #require(try JSON(parsing: values[1]["value"]?.string ?? "").array)
        #expect(
            parts[0].text == """
                {"componentName":"DDSelectField","componentType":"DDSelectField",\
                "props":{"id":"DDSelectField_K","label":"请假类型","required":true,"bizAlias":"kind"},"value":"年假",\
                "extValue":"{\\"label\\":\\"年假\\",\\"key\\":\\"option_0\\"}"}
                """)
        let rows = try JSON(parsing: parts[1]["value"]?.string ?? "").array
        #expect(rows?.first?["rowValue"]?.array?.first?["value"] == "2026-02-01")
    }

    @Test
    func showsTheFormAndFindsTemplates() async throws {
        let code = bench.world.templates[0].code
        let schema = try await bench.modern(.get, "/v1.0/workflow/forms/schemas/processCodes?processCode=\(code)")
        let items = try #require(schema.body["result"]?["schemaContent"]?["items"]?.array)
        #expect(items.count == bench.world.templates[0].components.count)
        let table = try #require(items.first { $0["componentName"] == "TableField" })
        #expect(table["children"]?.array?.first?["props"]?["options"]?.array?.first == "差旅费")
        let unknown = try await bench.modern(.get, "/v1.0/workflow/forms/schemas/processCodes?processCode=PROC-X")
        #expect(unknown.body["code"] == "aflowProcessCodeIsError")
        let named = try await bench.modern(
            .get, "/v1.0/workflow/processCentres/schemaNames/processCodes?name=%E8%87%AA%E9%80%89")
        #expect(named.body["result"]?["processCode"] == "PROC-PICK")
        #expect(try await bench.topapi("process/get_by_name", ["name": "请假"])["process_code"] == "PROC-LEAVE")
        #expect(try await bench.topapi("process/get_by_name", ["name": "没有"])["errcode"] == 830001)
        let managed = try await bench.modern(
            .get, "/v1.0/workflow/processes/managements/templates?userId=\(DingTalkBench.boss)")
        #expect(managed.body["result"]?.array?.count == 3)
    }

    @Test
    func listsTheTemplatesThatAPersonSees() async throws {
        func page(_ query: String) async throws -> JSON? {
            try await bench.modern(.get, "/v1.0/workflow/processes/userVisibilities/templates?\(query)").body["result"]
        }
        let first = try await page("userId=\(DingTalkBench.zhang)&maxResults=2&nextToken=0")
        #expect(first?["processList"]?.array?.count == 2)
        #expect(first?["nextToken"] == 2)
        let last = try await page("userId=\(DingTalkBench.zhang)&maxResults=2&nextToken=2")
        #expect(last?["processList"]?.array?.first?["processCode"] == "PROC-PICK")
        #expect(last?["nextToken"] == nil)
        let old = try await bench.topapi("process/listbyuserid", ["userid": .string(DingTalkBench.boss), "size": 1])
        #expect(old["result"]?["next_cursor"] == 1)
        let others = try await bench.topapi("process/listbyuserid", ["userid": .string(DingTalkBench.boss)])["result"]
        #expect(others?["process_list"]?.array?.count == 2)
        #expect(others?["next_cursor"] == nil)
    }

    @Test
    func foretellsWhoDecides() async throws {
        func forecast(_ code: String, _ value: JSON) async throws -> JSON {
            try await bench.modern(
                .post, "/v1.0/workflow/processes/forecast",
                [
                    "processCode": .string(code), "userId": .string(DingTalkBench.zhang), "deptId": -1,
                    "formComponentValues": value,
                ]
            ).body
        }
        let chosen = try await forecast("PROC-PICK", [["name": "事由", "value": "x"]])["result"]
        let rule = try #require(chosen?["workflowActivityRules"]?.array?.first)
        #expect(rule["activityType"] == "target_select")
        #expect(rule["workflowActor"]?["actorKey"] == "manual_1")
        let usual = try await forecast(bench.world.templates[0].code, [["name": "报销事由", "value": "x"]])["result"]
        let actioner = usual?["workflowActivityRules"]?.array?.first?["activityActioners"]?.array?.first
        #expect(actioner?["userId"] == .string(DingTalkBench.boss))
        #expect(try await forecast("PROC-PICK", [])["code"] == "componentIsNull")
        #expect(try await forecast("PROC-PICK", [["name": "没有", "value": "x"]])["code"] == "forecastError")
    }

    private func fetch(_ url: String) async throws -> (status: Int, text: String) {
        let path = try #require(url.split(separator: "/", maxSplits: 2).last.map { "/\($0)" })
        let request = HTTPRequest(method: .get, scheme: "http", authority: "dingtalk.test", path: path)
        guard case .reply(let reply) = await bench.server.respond(to: HTTPCall(request: request, body: [])) else {
            return (0, "")
        }
        return (reply.response.status.code, reply.text)
    }

    @Test
    func handsOutTheBytesOfAnAttachment() async throws {
        bench.simulator.setBaseURL("http://dingtalk.test")
        let file = try #require(
            try await bench.simulator.control("POST", ["files"], ["name": "发票.xml", "content": "<发票/>"]))
        #expect(file["fileSize"] == "9")
        let madeUp: JSON = [
            "spaceId": "9", "fileId": "555", "fileName": "a.pdf", "fileSize": "100", "fileType": "pdf",
        ]
        let id = try bench.submit([
            SubmittedValue(id: "DDAttachment_INVOICE", value: JSON.array([file, madeUp]).text)
        ])
        bench.simulator.step { state, step in
            let comment: JSON = ["attachments": [["fileId": "777", "fileName": "c.txt"]]]
            state.comment(id, by: DingTalkBench.zhang, "x", file: RecordFile(comment), step)
        }
        func link(_ file: JSON, comments: Bool = false) async throws -> JSON {
            try await bench.modern(
                .post, "/v1.0/workflow/processInstances/spaces/files/urls/download",
                [
                    "processInstanceId": .string(id), "fileId": file, "withCommentAttatchment": .bool(comments),
                ]
            ).body
        }
        let answer = try await link(try #require(file["fileId"]))
        #expect(answer["success"] == true)
        let url = try #require(answer["result"]?["downloadUri"]?.string)
        #expect(try await fetch(url) == (200, "<发票/>"))
        let other = try #require(try await link("555")["result"]?["downloadUri"]?.string)
        #expect(try await fetch(other).text.utf8.count == 100)
        #expect(try await link("777")["code"] == "noPermission")
        #expect(try await link("777", comments: true)["result"]?["fileId"] == "777")
        let old = try await bench.topapi(
            "processinstance/file/url/get", ["request": ["process_instance_id": .string(id), "file_id": "555"]])
        #expect(old["success"] == true)
        #expect(old["result"]?["space_id"] == 9)
        bench.time.advance(by: .seconds(901))
        #expect(try await fetch(url).status == 403)
    }

    @Test func givesPartsOfAFileAndNothingOnceItIsDeleted() async throws {
        bench.simulator.setBaseURL("http://dingtalk.test")
        let file = try await bench.simulator.control("POST", ["files"], ["name": "a.txt", "content": "0123456789"])
        let id = try bench.submit([
            SubmittedValue(id: "DDAttachment_INVOICE", value: JSON.array([try #require(file)]).text)
        ])
        func link() async throws -> String {
            let answer = try await bench.modern(
                .post, "/v1.0/workflow/processInstances/spaces/files/urls/download",
                ["processInstanceId": .string(id), "fileId": file?["fileId"] ?? .null])
            return try #require(answer.body["result"]?["downloadUri"]?.string)
        }
        func part(_ url: String, _ range: String) async throws -> [String] {
            let path = try #require(url.split(separator: "/", maxSplits: 2).last.map { "/\($0)" })
            let request = HTTPRequest(
                method: .get, scheme: "http", authority: "dingtalk.test", path: path, headerFields: [.range: range])
            guard case .reply(let reply) = await bench.server.respond(to: HTTPCall(request: request, body: [])) else {
                return []
            }
            let status = reply.response.status.code
            return ["\(status)", reply.response.headerFields[.contentRange] ?? "", status == 206 ? reply.text : ""]
        }
        let url = try await link()
        #expect(try await part(url, "bytes=2-4") == ["206", "bytes 2-4/10", "234"])
        #expect(try await part(url, "bytes=8-100") == ["206", "bytes 8-9/10", "89"])
        #expect(try await part(url, "bytes=10-") == ["416", "bytes */10", ""])
        #expect(try await part(url, "bytes=4-2") == ["200", "", ""])
        #expect(bench.simulator.state()["files"]?.at("0.bytes") == 10)
        _ = try await bench.simulator.control("DELETE", ["links"], .null)
        #expect(try await part(url, "bytes=0-1").first == "403")
        let again = try await link()
        let deleted = try #require(file?["fileId"]?.string)
        _ = try await bench.simulator.control("DELETE", ["files", deleted], .null)
        #expect(try await part(again, "bytes=0-1").first == "404")
    }

    @Test func showsAPictureToWhoeverKnowsItsAddress() async throws {
        bench.simulator.setBaseURL("http://dingtalk.test")
        let made = try await bench.simulator.control("POST", ["pictures"], ["content": "JPEG", "ending": "png"])
        let url = try #require(made?["url"]?.string)
        #expect(url.hasPrefix("http://dingtalk.test/media/lADP") && url.hasSuffix("_1080_810.png"))
        #expect(try await fetch(url) == (200, "JPEG"))
        #expect(try await fetch("http://dingtalk.test/media/none.png").status == 404)
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["pictures"], ["content": "x", "ending": "../x"])
        }
    }

    /// A decision's and a comment's files stand in the history from the moment on when they are handed in.
    @Test func recordsFilesWhereverTheyAreHandedIn() throws {
        bench.simulator.setBaseURL("http://dingtalk.test")
        let files = try ["a.pdf", "b.pdf", "c.pdf"].map { try bench.simulator.put(file: $0, Array($0.utf8)) }
        let picture = bench.simulator.put(picture: "jpg", [1, 2, 3])
        let id = try bench.submit([SubmittedValue(id: "DDAttachment_INVOICE", value: JSON.array([files[0]]).text)])
        try bench.simulator.comment(id, "补充", file: ["attachments": [files[1]], "photos": [.string(picture)]])
        try bench.simulator.finish(id, .agree, due: nil, file: ["attachments": [files[2]]])
        let gone = try #require(files[0]["fileId"]?.string)
        try bench.simulator.delete(file: gone, of: id)
        let facts = bench.history.events(from: 0).map(\.fact)
        let names = facts.compactMap { fact -> String? in
            if case .instanceFile(id, _, let name, _, _) = fact { name } else { nil }
        }
        let last = try #require(picture.split(separator: "/").last.map(String.init))
        #expect(names == ["a.pdf", "b.pdf", last, "c.pdf"])
        #expect(facts.contains(.instanceFileDeleted(instance: id, file: gone)))
        #expect(throws: ControlError.self) { try bench.simulator.delete(file: gone, of: id) }
    }

    @Test func takesFilesInRowsWhereTheTemplateDoes() throws {
        let template = ProcessTemplate.expense(items: Company.standardExpenseItems, takesFiles: true)
        let plain = ProcessTemplate.expense(items: Company.standardExpenseItems)
        #expect(template.components.dropLast().map(\.id) == plain.components.map(\.id))
        let table = try #require(template.components.first { $0.type == "TableField" })
        #expect(table.children.last?.type == "DDAttachment")
    }

    @Test
    func namesTheSpaceOfAttachments() async throws {
        let modern = try await bench.modern(
            .post, "/v1.0/workflow/processInstances/spaces/infos/query", ["userId": .string(DingTalkBench.zhang)])
        #expect(modern.body == ["result": ["spaceId": 3_996_960_664], "success": true])
        let old = try await bench.topapi("processinstance/cspace/info", ["user_id": .string(DingTalkBench.zhang)])
        #expect(old["result"]?["space_id"] == 3_996_960_664)
        let stranger = try await bench.modern(
            .post, "/v1.0/workflow/processInstances/spaces/infos/query", ["userId": "nobody"])
        #expect(stranger.body["code"] == "userNotExist")
    }
}
