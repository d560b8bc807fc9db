import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Approvals of the new family (reference, sections 3.5 to 3.8).
@Suite
struct WorkflowInstanceTests {
    let bench = DingTalkBench()

    private func get(_ id: String) async throws -> JSON {
        let answer = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=\(id)")
        #expect(answer.status == 200)
        #expect(answer.body["success"] == true)
        return try #require(answer.body["result"])
    }

    @Test
    func showsAnInstanceInItsOwnSpelling() async throws {
        let id = try bench.submit()
        let running = try await get(id)
        #expect(running["result"] == nil)
        #expect(running["createTime"] == "2026-01-15T01:30Z")
        bench.time.advance(by: .seconds(90))
        try bench.simulator.finish(id, .agree, due: nil, remark: "ok")
        let instance = try await get(id)
        #expect(instance["finishTime"] == "2026-01-15T01:31Z")
        #expect(instance["status"] == "COMPLETED")
        #expect(instance["result"] == "agree")
        #expect(instance["processCode"] == nil)
        #expect(instance["originatorDeptId"] == "582976341")
        #expect(instance["approverUserIds"] == [.string(DingTalkBench.boss)])
        let task = try #require(instance["tasks"]?.array?.first)
        guard case .number(let number)? = task["taskId"] else {
            Issue.record("taskId is no number")
            return
        }
        #expect(number.count == 11)
        #expect(instance["operationRecords"]?.array?.last?["type"] == "EXECUTE_TASK_NORMAL")
        let contact = instance["formComponentValues"]?.array?.first { $0["id"] == "InnerContactField_PAYEE" }
        #expect(contact?["value"] == "乔巧梅")
        #expect(contact?["componentType"] == "InnerContactField")
        #expect(contact?["extValue"]?.string?.contains("emplId") == true)
    }

    @Test(arguments: [("?processInstanceId=unknown", "processInstanceNotExist"), ("", "processInstanceIdError")])
    func refusesWhatDoesNotExist(query: String, code: String) async throws {
        let answer = try await bench.modern(.get, "/v1.0/workflow/processInstances\(query)")
        #expect(answer.status == 400)
        #expect(answer.body["code"] == .string(code))
    }

    @Test
    func readsThePercentEncodedQueryOfTheOfficialClient() async throws {
        let request = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=PI+1%2F%E4%B8%AD")
        #expect(request.body["code"] == "processInstanceNotExist")
        #expect(
            bench.facts.contains {
                if case .callArrived(_, _, _, "PI 1/中") = $0 { true } else { false }
            })
    }

    private func query(_ members: JSON) async throws -> DingTalkBench.Answer {
        let base = [JSON.Member("processCode", .string(bench.world.templates[0].code))]
        return try await bench.modern(
            .post, "/v1.0/workflow/processes/instanceIds/query", .object(base + (members.members ?? [])))
    }

    @Test
    func takesTheTokenAsANumberAndReturnsItAsText() async throws {
        let start = JSON.number(bench.time.now.milliseconds)
        let ids = try (0..<3).map { _ in try bench.submit() }
        let first = try await query(["startTime": start, "nextToken": 0, "maxResults": 2]).body["result"]
        #expect(first == ["list": [.string(ids[0]), .string(ids[1])], "nextToken": "2"])
        let last = try await query(["startTime": start, "nextToken": 2, "maxResults": 2]).body["result"]
        #expect(last == ["list": [.string(ids[2])]])
        try bench.simulator.finish(ids[1], .refuse, due: nil)
        let over = try await query(["startTime": start, "nextToken": 0, "maxResults": 20, "statuses": ["COMPLETED"]])
        #expect(over.body["result"]?["list"] == [.string(ids[1])])
    }

    @Test(arguments: [
        (#"{"startTime":0,"nextToken":0,"maxResults":10}"#, "invalidInstanceListIdsStartTime"),
        (#"{"startTime":1768000000000,"nextToken":"0","maxResults":10}"#, "invalidNextToken"),
        (#"{"startTime":1768000000000,"nextToken":0,"maxResults":21}"#, "invalidMaxResults"),
        (#"{"startTime":1768000000000,"endTime":1767000000000,"nextToken":0,"maxResults":10}"#, "invalidEndTime"),
        (#"{"startTime":1752000000000,"endTime":1768000000000,"nextToken":0,"maxResults":10}"#, "invalidEndTime"),
        (#"{"startTime":1768000000000,"endTime":1769000000000,"nextToken":0,"maxResults":10}"#, "invalidEndTime"),
    ])
    func refusesABadQuery(body: String, code: String) async throws {
        let answer = try await query(try JSON(parsing: body))
        #expect(answer.status == 400)
        #expect(answer.body["code"] == .string(code))
    }

    private func create(_ members: JSON) async throws -> DingTalkBench.Answer {
        try await bench.modern(.post, "/v1.0/workflow/processInstances", members)
    }

    @Test
    func startsOneWithApproversAndNoWrapper() async throws {
        let answer = try await create([
            "processCode": .string(bench.world.templates[0].code), "originatorUserId": .string(DingTalkBench.zhang),
            "deptId": -1, "formComponentValues": [["name": "报销事由", "value": "出差"]],
            "approvers": [
                ["actionType": "AND", "userIds": [.string(DingTalkBench.boss), .string(DingTalkBench.qiao)]]
            ],
        ])
        #expect(answer.status == 200)
        #expect(answer.body.members?.map(\.key) == ["instanceId"])
        let instance = try await get(answer.body["instanceId"]?.string ?? "")
        #expect(instance["tasks"]?.array?.count == 2)
    }

    @Test(arguments: [
        (#"{}"#, "processCodeError"),
        (#"{"processCode":"PROC-X","originatorUserId":"x","formComponentValues":[]}"#, "processCodeError"),
        (#"{"processCode":"P"}"#, "processInstanceInvalidParameter"),
        (
            #"{"processCode":"P","originatorUserId":"nobody","formComponentValues":[]}"#,
            "processInstanceInvalidParameter"
        ),
        (
            #"{"processCode":"P","originatorUserId":"Z","formComponentValues":[{"name":"没有","value":"1"}]}"#,
            "illegalComponent"
        ),
        (
            #"{"processCode":"P","originatorUserId":"Z","formComponentValues":[{"name":"合计（分）","value":"abc"}]}"#,
            "formConverterError"
        ),
    ])
    func refusesToStartWhatIsWrong(body: String, code: String) async throws {
        let filled = body.replacing("\"P\"", with: "\"\(bench.world.templates[0].code)\"")
            .replacing("\"Z\"", with: "\"\(DingTalkBench.zhang)\"")
        let answer = try await create(try JSON(parsing: filled))
        #expect(answer.status == 400)
        #expect(answer.body["code"] == .string(code))
    }

    private func post(_ action: String, _ body: JSON) async throws -> JSON {
        try await bench.modern(.post, "/v1.0/workflow/\(action)", body).body
    }

    @Test
    func executesRedirectsCommentsAndTerminates() async throws {
        let id = try bench.submit()
        let pi = JSON.string(id)
        let task = try #require(try await get(id)["tasks"]?.array?.first?["taskId"])
        let (boss, qiao, zhang) = (
            JSON.string(DingTalkBench.boss), JSON.string(DingTalkBench.qiao), JSON.string(DingTalkBench.zhang)
        )
        let wrong = try await post("tasks/redirect", ["taskId": task, "toUserId": qiao, "operateUserId": zhang])
        #expect(wrong["code"] == "param.illegal.operator")
        let handed = try await post("tasks/redirect", ["taskId": task, "toUserId": qiao, "operateUserId": boss])
        #expect(handed == ["result": true])
        let comment = try await post(
            "processInstances/comments", ["processInstanceId": pi, "text": "单据已生成", "commentUserId": zhang])
        #expect(comment == ["result": true, "success": true])
        #expect(bench.facts.contains(.instanceCommented(instance: id, text: "单据已生成")))
        let withdrawal: JSON = ["processInstanceId": pi, "isSystem": false, "operatingUserId": zhang]
        #expect(try await post("processInstances/terminate", withdrawal)["code"] == "aflowProcessInstStatusException")
        let second = try #require(try await get(id)["tasks"]?.array?.last?["taskId"])
        let execution: JSON = [
            "processInstanceId": pi, "taskId": second, "actionerUserId": qiao, "result": "refuse", "remark": "缺发票",
        ]
        #expect(try await post("processInstances/execute", execution) == ["result": true, "success": true])
        #expect(try await post("processInstances/execute", execution)["code"] == "aflowProcessInstStatusException")
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .refuse, claim: "claim-1", due: nil)))
        let other = try bench.submit()
        bench.time.advance(by: .seconds(20))
        let later: JSON = ["processInstanceId": .string(other), "isSystem": true]
        #expect(try await post("processInstances/terminate", later) == ["result": true, "success": true])
    }
}
