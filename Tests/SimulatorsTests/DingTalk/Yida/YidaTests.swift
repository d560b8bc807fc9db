import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Yida's process instances and forms (reference, section 4).
@Suite
struct YidaTests {
    let bench = DingTalkBench()
    private let app = YidaApp.purchasing
    private let form = YidaForm.purchaseRequest

    private static let data = """
        {"textField_jcr0069m":"笔记本","numberField_jcr0069o":1234.5,"selectField_jcr0069q":"现金",\
        "checkboxField_jcr0069r":["含税"],"dateField_jcr0069t":1516636800000,\
        "cascadeDateField_jcr0069u":["1514736000000","1517328000000"],"rateField_jcr0069v":4,\
        "employeeField_jcr0069x":["\(DingTalkBench.qiao)"],"departmentSelectField_jcr0069z":["582976341"],\
        "tableField_jcr006a1":[{"textField_jcr006a2":"屏幕","numberField_jcr006a3":2}],\
        "attachmentField_jna1lvyb":[{"name":"a.txt","downloadUrl":"https://www.aliwork.com/fileHandle?x=1"}]}
        """

    private func members(_ more: JSON = [:]) -> JSON {
        .object(
            [
                JSON.Member("appType", .string(app.appType)), JSON.Member("systemToken", .string(app.systemToken)),
                JSON.Member("userId", .string(DingTalkBench.zhang)), JSON.Member("formUuid", .string(form.formUUID)),
            ].filter { more[$0.key] == nil } + (more.members ?? []))
    }

    private var query: String {
        "appType=\(app.appType)&systemToken=\(app.systemToken)&userId=\(DingTalkBench.zhang)"
    }

    private func post(_ path: String, _ more: JSON = [:]) async throws -> DingTalkBench.Answer {
        try await bench.modern(.post, path, members(more))
    }

    private func start(_ data: String = YidaTests.data) async throws -> String {
        let answer = try await post(
            "/v2.0/yida/processes/instances/start",
            ["processCode": .string(form.processCode ?? ""), "formDataJson": .string(data)])
        return try #require(answer.body["result"]?.string)
    }

    private func get(_ id: String, _ more: String = "", version: String = "v2.0") async throws -> JSON {
        try await bench.modern(.get, "/\(version)/yida/processes/instancesInfos/\(id)?\(query)\(more)").body
    }

    /// A call whose answer is empty.
    private func silent(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Int {
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "dingtalk.test", path: path,
            headerFields: [.dingTalkToken: try await bench.token(), .contentType: "application/json"])
        let call = HTTPCall(request: request, body: body?.bytes ?? [])
        guard case .reply(let reply) = await bench.server.respond(to: call) else { return 0 }
        #expect(reply.response.status.code != 200 || reply.body.isEmpty)
        return reply.response.status.code
    }

    @Test
    func readsBackWhatWasPutInByTheTableOfFormats() async throws {
        let instance = try await get(try await start())
        #expect(instance["instanceStatus"] == "RUNNING")
        #expect(instance["approvedResult"] == nil)
        #expect(instance["title"] == "张三发起的请购单")
        #expect(instance["processCode"] == .string(form.processCode ?? ""))
        #expect(instance["createTimeGMT"] == "2026-01-15T01:30Z")
        #expect(instance["actionExecutor"]?.array?.first?["userId"] == .string(DingTalkBench.boss))
        #expect(
            instance["originator"]?.text == """
                {"userId":"\(DingTalkBench.zhang)","name":{"nameInChinese":"张三","nameInEnglish":"张三","type":"i18n"},\
                "deptName":"华东大区-项目组","email":""}
                """)
        let data = try #require(instance["data"])
        #expect(data["textField_jcr0069m"] == "笔记本")
        #expect(data["numberField_jcr0069o"] == .number("1234.5"))
        #expect(data["numberField_jcr0069o_value"] == "1234.5")
        #expect(data["selectField_jcr0069q_id"] == "现金")
        #expect(data["checkboxField_jcr0069r_id"] == ["含税"])
        #expect(data["dateField_jcr0069t"] == 1_516_636_800_000)
        #expect(data["cascadeDateField_jcr0069u"] == ["1514736000000", "1517328000000"])
        #expect(data["rateField_jcr0069v_value"] == "4")
        #expect(data["employeeField_jcr0069x"] == ["乔巧梅"])
        #expect(data["employeeField_jcr0069x_id"] == [.string(DingTalkBench.qiao)])
        #expect(data["departmentSelectField_jcr0069z"] == ["华东大区-项目组"])
        #expect(data["departmentSelectField_jcr0069z_id"] == ["582976341"])
        #expect(data["tableField_jcr006a1"]?.array?.first?["numberField_jcr006a3_value"] == "2")
        #expect(data["attachmentField_jna1lvyb"] == #"[{"name":"a.txt","downloadUrl":"/fileHandle?x=1"}]"#)
    }

    @Test
    func findsWhatWasChangedOnlyWhenTheIndexHasIt() async throws {
        bench.simulator.yidaIndexing(takes: .seconds(4))
        let id = try await start()
        let path = "/v2.0/yida/processes/instances?pageNumber=1&pageSize=10"
        #expect(try await post(path).body["totalCount"] == 0)
        #expect(try await get(id)["instanceStatus"] == "RUNNING")
        bench.time.advance(by: .seconds(4))
        #expect(try await post(path).body["totalCount"] == 1)
    }

    @Test
    func knowsAliasesOnlyInTheSecondVersion() async throws {
        let answer = try await post(
            "/v2.0/yida/processes/instances/start",
            [
                "processCode": .string(form.processCode ?? ""), "useAlias": true,
                "formDataJson": #"{"reason":"椅子","rows":[{"material":"椅面"}]}"#,
            ])
        let id = try #require(answer.body["result"]?.string)
        let second = try await get(id, "&useAlias=true")
        #expect(second["data"]?["reason"] == "椅子")
        #expect(second["data"]?["rows"]?.array?.first?["material"] == "椅面")
        let first = try await get(id, "&useAlias=true", version: "v1.0")
        #expect(first["data"]?["textField_jcr0069m"] == "椅子")
    }

    @Test(arguments: [
        (#"{"appType":"APP_X"}"#, "applicationNotExist.application.applicationNotExits"),
        (#"{"systemToken":"wrong"}"#, "invalidParameter.parameter.accessKeyNotMatch"),
        (#"{"userId":"nobody"}"#, "failure.user.userNotExist"),
        (#"{"formUuid":"FORM-X"}"#, "invalidParameter.parameter.incorrectFormUuid"),
        (#"{"userId":null}"#, "invalidParameter.validation.parameterValidationFailed"),
        (#"{"searchFieldJson":"{"}"#, "invalidParameter.methodInputs.invalidFormat"),
        (#"{"searchFieldJson":"{\"x\":\"1\"}"}"#, "invalidState.openSearch.canNotFindKeyAccordingToComponentFieldId"),
        (
            #"{"searchFieldJson":"[{\"key\":\"textField_jcr0069m\",\"value\":1,\"operator\":\"near\"}]"}"#,
            "invalidState.openSearch.componentCanNotSupportThisOperatorType"
        ),
        (
            #"{"searchFieldJson":"{\"textField_jcr0069m\":\"\"}"}"#,
            "invalidParameter.json.componentValuesEmptyInSearchFieldJson"
        ),
        (#"{"createFromTimeGMT":"yesterday"}"#, "invalidParameter.methodInputs.invalidFormat"),
        (#"{"orderConfigJson":"{\"gmt_create\":1}"}"#, "invalidParameter.methodInputs.invalidFormat"),
    ])
    func refusesWithDottedCodes(members: String, code: String) async throws {
        for version in ["v1.0", "v2.0"] {
            let answer = try await post("/\(version)/yida/processes/instances", try JSON(parsing: members))
            #expect(answer.status == 400)
            #expect(answer.body["code"] == .string(code))
            #expect(answer.body["message"]?.string?.contains(":") == true)
        }
    }

    @Test(arguments: [
        ("pageNumber=1&pageSize=101", "invalidParameter.number.exceed"),
        ("pageNumber=51&pageSize=100", "invalidState.openSearch.cursorExceedFiveThousand"),
        ("pageNumber=9223372036854775807&pageSize=100", "invalidState.openSearch.cursorExceedFiveThousand"),
        ("pageNumber=0&pageSize=10", "invalidParameter.validation.parameterValidationFailed"),
        ("pageNumber=x&pageSize=10", "invalidParameter"),
    ])
    func limitsThePages(query: String, code: String) async throws {
        #expect(try await post("/v2.0/yida/processes/instances?\(query)").body["code"] == .string(code))
    }

    @Test
    func listsByAPostWithThePagingInTheQuery() async throws {
        var ids: [String] = []
        for number in 0..<3 {
            ids.append(try await start("{\"textField_jcr0069m\":\"物料\(number)\",\"numberField_jcr0069o\":\(number)}"))
            bench.time.advance(by: .seconds(3600))
        }
        func list(_ more: JSON = [:], page: String = "pageNumber=1&pageSize=10") async throws -> [String] {
            let answer = try await post("/v2.0/yida/processes/instanceIds?\(page)", more).body
            return (answer["data"]?.array ?? []).compactMap(\.string)
        }
        let first = try await post("/v1.0/yida/processes/instances?pageNumber=1&pageSize=2").body
        #expect(first["totalCount"] == 3)
        #expect(first["pageNumber"] == 1)
        #expect(first["data"]?.array?.compactMap { $0["processInstanceId"]?.string } == [ids[2], ids[1]])
        #expect(try await list(page: "pageNumber=2&pageSize=2") == [ids[0]])
        #expect(try await list(["orderConfigJson": #"{"gmt_create":"+"}"#]) == ids)
        #expect(try await list(["orderConfigJson": #"{"numberField_jcr0069o":"-"}"#]) == ids.reversed())
        #expect(try await list(["searchFieldJson": #"{"textField_jcr0069m":"料1"}"#]) == [ids[1]])
        #expect(try await list(["searchFieldJson": #"{"numberField_jcr0069o":["1","5"]}"#]) == [ids[2], ids[1]])
        let rule =
            #"[{"key":"numberField_jcr0069o","value":1,"type":"DOUBLE","operator":"lt","componentName":"NumberField"}]"#
        #expect(try await list(["searchFieldJson": .string(rule)]) == [ids[0]])
        #expect(try await list(["createFromTimeGMT": "2026-01-15 10:30:00"]) == [ids[2], ids[1]])
        #expect(try await list(["createToTimeGMT": "2026-01-15"]).isEmpty)
        #expect(try await list(["createFromTimeGMT": "2026-01-15", "createToTimeGMT": "2026-01-16"]).count == 3)
        #expect(try await list(["originatorId": .string(DingTalkBench.boss)]).isEmpty)
        _ = try await bench.simulator.control("POST", ["yida", "instances", ids[1], "refuse"], [:])
        #expect(try await list(["approvedResult": "disagree"]) == [ids[1]])
        #expect(try await list(["instanceStatus": "RUNNING"]) == [ids[2], ids[0]])
        let many = try await bench.modern(
            .get, "/v1.0/yida/processes/instances/searchWithIds?\(query)&processInstanceIds=\(ids[0]),x,\(ids[1])"
        ).body["result"]?.array
        #expect(many?.map { $0["processInstanceId"]?.string } == [ids[0], ids[1]])
        #expect(many?.first?["originator"]?["departmentName"] == "华东大区-项目组")
    }

    @Test
    func executesAndTerminatesWithoutABody() async throws {
        let id = try await start()
        let running = try await bench.modern(
            .get, "/v1.0/yida/processes/tasks/getRunningTasks?\(query)&processInstanceId=\(id)"
        ).body
        let task = try #require(running["result"]?.array?.first?["taskId"]?.integer)
        func body(_ user: String, _ result: String) -> JSON {
            members([
                "userId": .string(user), "processInstanceId": .string(id), "taskId": .number(task),
                "outResult": .string(result), "remark": "预算不足",
            ])
        }
        let path = "/v1.0/yida/tasks/execute"
        let wrong = try await bench.modern(.post, path, body(DingTalkBench.boss, "refuse"))
        #expect(wrong.body["code"] == "invalidParameter.task.unsupportedOutResultType")
        let stranger = try await bench.modern(.post, path, body(DingTalkBench.qiao, "AGREE"))
        #expect(stranger.body["code"] == "noPermission.permission.deny")
        #expect(try await silent(.post, path, body(DingTalkBench.boss, "DISAGREE")) == 200)
        #expect(try await get(id)["approvedResult"] == "disagree")
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .refuse, claim: nil, due: nil)))
        let records = try await bench.modern(
            .get, "/v1.0/yida/processes/operationRecords?\(query)&processInstanceId=\(id)"
        ).body["result"]?.array
        #expect(records?.map { $0["actionExit"]?.string } == ["submit", "disagree"])
        #expect(records?.last?["remark"] == "预算不足")
        let other = try await start()
        let terminate = "/v1.0/yida/processes/instances/terminate?\(query)&processInstanceId="
        #expect(try await silent(.put, terminate + other) == 200)
        #expect(try await get(other)["instanceStatus"] == "TERMINATED")
        let again = try await bench.modern(.put, terminate + other)
        #expect(again.body["code"] == "invalidState.instance.instanceStatusHasChanged")
    }

    @Test
    func tellsSubscribersAsApprovalsDo() async throws {
        let shown = try await bench.simulator.control(
            "POST", ["yida", "instances"],
            ["originator": .string(DingTalkBench.zhang), "values": ["textField_jcr0069m": "纸"], "claim": "c-9"])
        let id = try #require(shown?["instance"]?.string)
        _ = try await bench.simulator.control("POST", ["yida", "instances", id, "approve"], [:])
        let events = bench.simulator.step { state, _ in
            var events: [JSON] = []
            while let shot = state.events.takeDue(by: bench.time.now) { events.append(.object(shot.event.data)) }
            return events
        }
        #expect(events.map { $0["type"]?.string } == ["start", "start", "finish", "finish"])
        #expect(events.allSatisfy { $0["processCode"]?.string?.hasPrefix("TPROC--") == true })
        #expect(events.last?["processInstanceId"] == .string(id))
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .agree, claim: "c-9", due: nil)))
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["yida", "instances", id, "approve"], [:])
        }
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control(
                "POST", ["yida", "instances"], ["originator": .string(DingTalkBench.zhang), "values": ["nothing": 1]])
        }
    }

    @Test
    func savesFindsChangesAndDeletesForms() async throws {
        let supplier = JSON.string(YidaForm.supplier.formUUID)
        let forms = "/v2.0/yida/forms/instances"
        let saved = try await post(
            forms, ["formUuid": supplier, "formDataJson": #"{"textField_kb1n2c01":"甲公司","numberField_kb1n2c04":30}"#])
        let id = try #require(saved.body["result"]?.string)
        #expect(id.hasPrefix("FINST-"))
        let one = try await bench.modern(.get, "\(forms)/\(id)?\(query)&formUuid=\(YidaForm.supplier.formUUID)").body
        #expect(one.members?.map(\.key) == ["formInstId", "formData", "modifiedTimeGMT", "originator"])
        #expect(one["formData"]?["textField_kb1n2c01"] == "甲公司")
        let change = members(["formInstanceId": .string(id), "updateFormDataJson": #"{"numberField_kb1n2c04":60}"#])
        #expect(try await silent(.put, "/v1.0/yida/forms/instances", change) == 200)
        let found = try await post("\(forms)/search", ["formUuid": supplier, "currentPage": 1, "pageSize": 10]).body
        #expect(found["currentPage"] == 1)
        let item = try #require(found["data"]?.array?.first)
        #expect(item["formInstanceId"] == .string(id))
        #expect(item["version"] == 2)
        #expect(item["createdTimeGMT"] != nil)
        #expect(item["originator"]?["userName"]?["nameInChinese"] == "张三")
        #expect(item["formData"]?["numberField_kb1n2c04"] == 60)
        #expect(item["formData"]?["textField_kb1n2c01"] == "甲公司")
        let ids = try await post("\(forms)/ids/\(app.appType)/\(YidaForm.supplier.formUUID)?pageNumber=1&pageSize=10")
        #expect(ids.body["data"] == [.string(id)])
        let delete = "/v1.0/yida/forms/instances?\(query)&formInstanceId=\(id)"
        #expect(try await silent(.delete, delete) == 200)
        let gone = try await bench.modern(.delete, delete)
        #expect(gone.body["code"] == "invalidState.form.dataDoesNotExistOrIsDeleted")
    }

    @Test
    func leavesTablesOutOfTheSimplerQuery() async throws {
        _ = try await start()
        let all = try await post("/v1.0/yida/forms/instances/advances/queryAll", ["pageNumber": 1, "pageSize": 10]).body
        #expect(all["data"]?.array?.first?["formData"]?["tableField_jcr006a1"] != nil)
        let simple = try await post("/v1.0/yida/forms/instances/advances/query").body
        let item = try #require(simple["data"]?.array?.first)
        #expect(item["formData"]?["tableField_jcr006a1"] == nil)
        #expect(item["formData"]?["textField_jcr0069m"] == "笔记本")
        #expect(item["serialNumber"] != nil)
        let definitions = try await bench.modern(
            .get, "/v1.0/yida/forms/definitions/\(app.appType)/\(form.formUUID)?\(query)"
        ).body["result"]?.array
        #expect(definitions?.last { $0["parentId"] == "tableField_jcr006a1" } != nil)
    }

    @Test(arguments: [
        (#"{"numberField_jcr0069o":"12"}"#, "invalidParameter.parameter.expectDoubleButNonNumeric"),
        (#"{"employeeField_jcr0069x":["nobody"]}"#, "invalidState.form.invalidFormData"),
        (#"{"dateField_jcr0069t":"2026-01-01"}"#, "invalidState.form.invalidFormData"),
        (#"{"tableField_jcr006a1":[1]}"#, "invalidState.form.invalidFormData"),
        ("[]", "invalidParameter.methodInputs.invalidFormat"),
    ])
    func refusesDataThatDoesNotFit(data: String, code: String) async throws {
        let answer = try await post(
            "/v2.0/yida/processes/instances/start",
            ["processCode": .string(form.processCode ?? ""), "formDataJson": .string(data)])
        #expect(answer.body["code"] == .string(code))
    }

    @Test
    func keepsPlainAndApprovedFormsApart() async throws {
        let saved = try await post("/v1.0/yida/forms/instances", ["formDataJson": "{}"])
        #expect(saved.body["code"] == "failure.operation.processFormCanNotSaveReceiptFormData")
        let started = try await post(
            "/v1.0/yida/processes/instances/start",
            ["formUuid": .string(YidaForm.supplier.formUUID), "processCode": "x", "formDataJson": "{}"])
        #expect(started.body["code"] == "failure.operation.receiptFormCanNotStartInstance")
    }

    @Test
    func takesAnApplicationFromTheSeed() async throws {
        try bench.simulator.seed(
            try JSON(
                parsing: """
                    {"yidaApps":[{"appType":"APP_S","systemToken":"t","forms":[{"formUuid":"FORM-S","name":"表",
                      "audience":["\(DingTalkBench.boss)"],
                      "fields":[{"id":"textField_1","label":"甲","type":"TextField"}]}]}]}
                    """))
        let mine: JSON = [
            "appType": "APP_S", "systemToken": "t", "formUuid": "FORM-S", "formDataJson": #"{"textField_1":"x"}"#,
            "userId": .string(DingTalkBench.boss),
        ]
        #expect(try await post("/v2.0/yida/forms/instances", mine).body["result"] != nil)
        let others: JSON = ["appType": "APP_S", "systemToken": "t", "formUuid": "FORM-S"]
        #expect(
            try await post("/v2.0/yida/forms/instances/search", others).body["code"] == "noPermission.permission.deny")
        #expect(throws: ControlError.self) { try bench.simulator.seed(["yidaApps": [["appType": "APP_S"]]]) }
    }

    private func page(_ path: String) async throws -> [UInt8] {
        let request = HTTPRequest(method: .get, scheme: "http", authority: "dingtalk.test", path: path)
        guard case .reply(let reply) = await bench.server.respond(to: HTTPCall(request: request)) else { return [] }
        return reply.body
    }

    private func link(_ address: String, app: YidaApp? = nil, _ more: String = "") async throws -> DingTalkBench.Answer
    {
        let app = app ?? self.app
        let encoded = address.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await bench.modern(
            .get,
            "/v1.0/yida/apps/temporaryUrls/\(app.appType)?systemToken=\(app.systemToken)&userId=\(DingTalkBench.zhang)"
                + "&fileUrl=\(encoded)\(more)")
    }

    @Test
    func linksToFilesLastAsLongAsAsked() async throws {
        let entry = try bench.simulator.put(yidaFile: "报价.pdf", [1, 2, 3], of: app.appType)
        let address = try #require(entry["downloadUrl"]?.string)
        let id = try await start(
            #"{"attachmentField_jna1lvyb":[\#(entry.text)]}"#)
        // Files read back as text, with addresses without a host.
        let shown = try #require(try await get(id)["data"]?["attachmentField_jna1lvyb"]?.string)
        #expect(try JSON(parsing: shown).array?.first?["downloadUrl"]?.string?.hasPrefix("/fileHandle?") == true)
        let answer = try await link(address, "&timeout=30000")
        let result = try #require(answer.body["result"]?.string)
        let ticket = try #require(result.split(separator: "=").last)
        #expect(try await page("/lippi-space/download?ticket=\(ticket)") == [1, 2, 3])
        bench.time.advance(by: .seconds(31))
        #expect(try await page("/lippi-space/download?ticket=\(ticket)") != [1, 2, 3])
        #expect(try await link(String(address.dropFirst("https://www.aliwork.com".count))).status == 400)
        #expect(try await link(address, "&timeout=0").status == 400)
        #expect(try await link(address, app: .stores).body["code"] == "noPermission.permission.deny")
    }

    @Test
    func troublesConcernOneApplicationOrForm() async throws {
        bench.simulator.begin(.throttled, of: YidaApp.stores.appType)
        bench.simulator.begin(.unpublished, of: YidaForm.supplier.formUUID)
        _ = try await start()
        let shut = try await post(
            "/v2.0/yida/forms/instances/search", ["formUuid": .string(YidaForm.supplier.formUUID)])
        #expect(shut.body["code"] == "invalidParameter.parameter.incorrectFormUuid")
        let stores: JSON = [
            "appType": .string(YidaApp.stores.appType), "systemToken": .string(YidaApp.stores.systemToken),
            "formUuid": .string(YidaForm.storesRecord.formUUID),
        ]
        #expect(
            try await post("/v2.0/yida/forms/instances/search", stores).body["code"]
                == "failure.operation.requestTooFast")
        bench.simulator.endTrouble(of: YidaApp.stores.appType)
        #expect(try await post("/v2.0/yida/forms/instances/search", stores).body["totalCount"] == 0)
        bench.simulator.begin(.tokenChanged, of: app.appType)
        #expect(
            try await post("/v2.0/yida/processes/instances", [:]).body["code"]
                == "invalidParameter.parameter.accessKeyNotMatch")
    }
}
