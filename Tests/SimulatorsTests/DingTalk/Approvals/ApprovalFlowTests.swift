import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Several approvers, tasks asked for on the way, copies, deletion: what clients read and what subscribers hear.
@Suite
struct ApprovalFlowTests {
    let bench = DingTalkBench()
    private let boss = JSON.string(DingTalkBench.boss)
    private let qiao = JSON.string(DingTalkBench.qiao)
    private let zhang = JSON.string(DingTalkBench.zhang)

    private func start(_ members: JSON) async throws -> DingTalkBench.Answer {
        let base: [JSON.Member] = [
            JSON.Member("processCode", .string(bench.world.templates[0].code)),
            JSON.Member("originatorUserId", zhang),
            JSON.Member("formComponentValues", [["name": "报销事由", "value": "出差"]]),
        ]
        return try await bench.modern(.post, "/v1.0/workflow/processInstances", .object(base + (members.members ?? [])))
    }

    private func get(_ id: String) async throws -> JSON {
        let answer = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=\(id)")
        return try #require(answer.body["result"])
    }

    private func post(_ action: String, _ body: JSON) async throws -> JSON {
        try await bench.modern(.post, "/v1.0/workflow/\(action)", body).body
    }

    private func task(_ id: String, of user: JSON) async throws -> JSON {
        let tasks = try await get(id)["tasks"]?.array ?? []
        return try #require(tasks.last { $0["userId"] == user }?["taskId"])
    }

    private func execute(_ id: String, _ user: JSON, _ result: String = "agree") async throws -> JSON {
        try await post(
            "processInstances/execute",
            [
                "processInstanceId": .string(id), "taskId": try await task(id, of: user), "actionerUserId": user,
                "result": .string(result),
            ])
    }

    /// `type result` of all events made so far.
    private func events() -> [String] {
        bench.simulator.step { state, _ in
            var events: [String] = []
            while let shot = state.events.takeDue(by: bench.time.now) {
                let data = JSON.object(shot.event.data)
                let words = [
                    shot.event.type.dropFirst(5).dropLast(7).description, data["type"]?.string, data["result"]?.string,
                ]
                events.append(words.compactMap { $0 }.joined(separator: " "))
            }
            return events
        }
    }

    @Test
    func tellsOfAnOrSignInOrder() async throws {
        let both: JSON = ["approvers": [["actionType": "OR", "userIds": [boss, qiao]]]]
        let id = try #require(try await start(both).body["instanceId"]?.string)
        _ = try await execute(id, qiao)
        #expect(
            events() == [
                "instance start", "task start", "task start", "task finish agree", "task cancel",
                "instance finish agree",
            ])
        #expect(try await get(id)["tasks"]?.array?.map { $0["status"]?.string } == ["CANCELED", "COMPLETED"])
    }

    @Test
    func asksOneAfterTheOtherAndEndsWithTheLast() async throws {
        let one: JSON = [
            "approvers": [
                ["actionType": "NONE", "userIds": [qiao]], ["actionType": "AND", "userIds": [boss, qiao]],
            ], "ccList": [boss], "ccPosition": "START_FINISH",
        ]
        let id = try #require(try await start(one).body["instanceId"]?.string)
        #expect(try await get(id)["tasks"]?.array?.count == 1)
        _ = try await execute(id, qiao)
        #expect(try await get(id)["tasks"]?.array?.count == 3)
        _ = try await execute(id, boss)
        #expect(try await get(id)["status"] == "RUNNING")
        _ = try await execute(id, qiao)
        let instance = try await get(id)
        #expect(instance["status"] == "COMPLETED")
        let types = instance["operationRecords"]?.array?.compactMap { $0["type"]?.string }
        #expect(types?.filter { $0 == "PROCESS_CC" }.count == 2)
        #expect(types?[1] == "PROCESS_CC")
        #expect(instance["operationRecords"]?.array?[1]["ccUserIds"] == [boss])
        #expect(instance["ccUserIds"] == [boss])
    }

    @Test(arguments: [
        #"{"approvers":[{"actionType":"AND","userIds":["B"]}]}"#,
        #"{"approvers":[{"actionType":"NONE","userIds":["B","Q"]}]}"#,
        #"{"approvers":[{"actionType":"XOR","userIds":["B","Q"]}]}"#,
        #"{"approvers":[{"actionType":"NONE","userIds":["nobody"]}]}"#,
        #"{"ccPosition":"LATER"}"#, #"{"approvers":[{"actionType":"NONE","userIds":["B"]}],"ccList":["nobody"]}"#,
    ])
    func refusesApproversThatDoNotFit(body: String) async throws {
        let text = body.replacing("\"B\"", with: boss.text).replacing("\"Q\"", with: qiao.text)
        let answer = try await start(try JSON(parsing: text))
        #expect(answer.status == 400)
        #expect(answer.body["code"] == "processInstanceInvalidParameter")
        #expect(bench.simulator.pendingEvents() == 0)
    }

    @Test
    func refusesAnAgentThatIsNone() async throws {
        #expect(try await start(["microappAgentId": "x"]).body["code"] == "invalidAgentId")
    }

    @Test
    func asksOthersBeforeATaskGoesOn() async throws {
        let id = try bench.submit()
        let own = try await task(id, of: boss)
        func append(_ type: String, _ users: JSON) async throws -> JSON {
            try await post(
                "premium/tasks/append",
                [
                    "processInstanceId": .string(id), "taskId": own, "operateUserId": boss, "appenderUserIds": users,
                    "activateType": "ALL", "type": .string(type), "agreeAll": true, "remark": "请帮忙看看",
                ])
        }
        #expect(try await append("before", [boss])["code"] == "appender.contains.currentOperator")
        #expect(try await append("sideways", [qiao])["code"] == "param.illegal")
        #expect(try await append("before", [qiao]) == ["result": true])
        #expect(try await get(id)["tasks"]?.array?.map { $0["status"]?.string } == ["PAUSED", "RUNNING"])
        #expect(try await execute(id, boss)["code"] == "aflowProcessInstCanNotBeExecuted")
        _ = try await execute(id, qiao)
        #expect(try await get(id)["tasks"]?.array?.map { $0["status"]?.string } == ["RUNNING", "COMPLETED"])
        #expect(try await append("after", [zhang]) == ["result": true])
        _ = try await execute(id, boss)
        #expect(try await get(id)["status"] == "RUNNING")
        _ = try await execute(id, zhang)
        #expect(try await get(id)["result"] == "agree")
        let types = try await get(id)["operationRecords"]?.array?.compactMap { $0["type"]?.string } ?? []
        #expect(types.contains("APPEND_TASK_BEFORE"))
        #expect(types.contains("APPEND_TASK_AFTER"))
    }

    @Test
    func countsAndHandsOnWhatWaits() async throws {
        let ids = try (0..<3).map { _ in try bench.submit() }
        func waiting(_ user: JSON) async throws -> JSON? {
            try await bench.modern(
                .get, "/v1.0/workflow/processes/todoTasks/numbers?userId=\(user.string ?? "")"
            ).body["result"]
        }
        #expect(try await waiting(boss) == 3)
        try bench.simulator.finish(ids[0], .refuse, due: nil)
        #expect(try await waiting(boss) == 2)
        #expect(try await bench.topapi("process/gettodonum", ["userid": boss])["count"] == 2)
        #expect(try await bench.topapi("process/gettodonum", ["userid": "nobody"])["errcode"] == 60121)
        let list = try await bench.modern(
            .get, "/v1.0/workflow/tasks/todoTasks?actionerUserId=\(DingTalkBench.boss)&maxResults=1&nextToken=0"
        ).body["result"]
        #expect(list?["hasMore"] == true)
        #expect(list?["list"]?.array?.first?["processInstanceId"] == .string(ids[1]))
        let tasks = [try await task(ids[1], of: boss), try await task(ids[0], of: boss)]
        let handed = try await post(
            "tasks/batchRedirect", ["taskIds": .array(tasks), "handoverUserId": boss, "transfereeUserId": qiao])
        #expect(handed["result"]?["failCount"] == 1)
        #expect(try await waiting(boss) == 1)
        #expect(try await waiting(qiao) == 1)
        let batch = try await post(
            "processInstances/batchExecute",
            [
                "result": "agree", "actionerUserId": qiao,
                "taskInfoList": [["processInstanceId": .string(ids[1]), "taskId": try await task(ids[1], of: qiao)]],
            ])
        #expect(batch["success"] == true)
        #expect(try await waiting(qiao) == 0)
        #expect(try await get(ids[1])["result"] == "agree")
    }

    @Test
    func deletesAndTells() async throws {
        let id = try bench.submit()
        _ = events()
        #expect(try await bench.simulator.control("DELETE", ["instances", id], [:]) == ["ok": true])
        #expect(events() == ["instance delete"])
        let answer = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=\(id)")
        #expect(answer.body["code"] == "processInstanceNotExist")
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .terminate, claim: "claim-1", due: nil)))
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("DELETE", ["instances", id], [:])
        }
    }

    @Test
    func letsOnePersonActByTheControlAPI() async throws {
        let id = try bench.submit()
        _ = try await bench.simulator.control("POST", ["instances", id, "redirect"], ["user": boss, "to": qiao])
        _ = try await bench.simulator.control("POST", ["instances", id, "comment"], ["user": zhang, "text": "催一下"])
        let shown = try await bench.simulator.control("POST", ["instances", id, "approve"], ["user": qiao])
        #expect(shown?["process_instance"]?["status"] == "COMPLETED")
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["instances", id, "approve"], ["user": qiao])
        }
    }

    @Test
    func keepsWhatWasHandedInWithACommentInBothFamilies() async throws {
        let id = try bench.submit()
        let old = try await bench.topapi(
            "process/instance/comment/add",
            [
                "request": [
                    "process_instance_id": .string(id), "comment_userid": zhang, "text": "见附件",
                    "file": [
                        "photos": ["https://url1"],
                        "attachments": [
                            [
                                "space_id": "1", "file_id": "77", "file_name": "说明.txt", "file_size": "9",
                                "file_type": "txt",
                            ]
                        ],
                    ],
                ]
            ])
        #expect(old["result"] == true)
        #expect(old["success"] == true)
        let record = try #require(try await get(id)["operationRecords"]?.array?.last)
        #expect(record["type"] == "ADD_REMARK")
        #expect(record["images"] == ["https://url1"])
        #expect(
            record["attachments"]?.text
                == #"[{"fileName":"说明.txt","fileSize":"9","fileId":"77","fileType":"txt","spaceId":"1"}]"#)
        let shown = try await bench.topapi("processinstance/get", ["process_instance_id": .string(id)])
        #expect(
            shown["process_instance"]?["operation_records"]?.array?.last?["attachments"]?.text
                == #"[{"file_name":"说明.txt","file_size":"9","file_id":"77","file_type":"txt"}]"#)
        let missing = try await post(
            "processInstances/comments", ["processInstanceId": .string(id), "commentUserId": zhang])
        #expect(missing["code"] == "invalidInstanceCommentText")
    }

    @Test
    func listsNoMoreThanTenThousand() {
        var store = ApprovalStore()
        let step = DingTalkStep(
            now: Timestamp(seconds: 1_768_440_600), randomness: SeededRandomness(seed: Seed(1)),
            history: bench.history, baseURL: "", world: .first)
        let draft = ApprovalDraft(
            template: bench.world.templates[0], originator: DingTalkBench.company.employees[0], department: -1,
            departmentName: "", values: [], nodes: [ApproverNode(users: ["a"], mode: .any)])
        for _ in 0..<10_005 { _ = store.start(draft, step) }
        func page(_ offset: Int) -> (ids: [String], next: Int?) {
            store.ids(
                ApprovalStore.Query(
                    processCode: bench.world.templates[0].code, from: step.now, to: step.now, offset: offset, limit: 20)
            )
        }
        #expect(page(9_980).ids.count == 20)
        #expect(page(9_980).next == nil)
        #expect(page(10_000).ids.isEmpty)
        #expect(store.runningTasks(of: "a") == 10_005)
    }
}
