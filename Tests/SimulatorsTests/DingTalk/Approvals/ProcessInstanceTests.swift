import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Approvals of the old family, modelled on the answer observed in May 2022 (reference, sections 3.1 to 3.4).
@Suite
struct ProcessInstanceTests {
    let bench = DingTalkBench()

    private func get(_ id: String) async throws -> JSON {
        try #require(
            try await bench.topapi("processinstance/get", ["process_instance_id": .string(id)])["process_instance"])
    }

    @Test
    func showsARunningInstance() async throws {
        let instance = try await get(try bench.submit())
        #expect(instance["title"] == "张三提交的费用报销")
        #expect(instance["status"] == "RUNNING")
        #expect(instance["result"] == "")
        #expect(instance["finish_time"] == nil)
        #expect(instance["create_time"] == "2026-01-15 09:30:00")
        #expect(instance["originator_userid"] == .string(DingTalkBench.zhang))
        #expect(instance["originator_dept_id"] == "582976341")
        #expect(instance["originator_dept_name"] == "华东大区-项目组")
        #expect(instance["operation_records"]?.array?.count == 1)
        let task = try #require(instance["tasks"]?.array?.first)
        #expect(task["taskid"]?.string?.count == 11)
        #expect(task["task_status"] == "RUNNING")
        #expect(task["task_result"] == "NONE")
        #expect(task["userid"] == .string(DingTalkBench.boss))
        #expect(task["url"]?.string?.hasPrefix("aflow.dingtalk.com?procInsId=") == true)
    }

    @Test
    func showsTheFormOfTheStandardTemplate() async throws {
        let values = try #require(try await get(try bench.submit())["form_component_values"]?.array)
        let byID = Dictionary(values.map { ($0["id"]?.string ?? "", $0) }) { first, _ in first }
        #expect(values.count == bench.world.templates[0].components.count)
        #expect(
            byID["TextField_REASON"]?.text == """
                {"component_type":"TextField","id":"TextField_REASON","name":"报销事由","value":"客户拜访"}
                """)
        #expect(byID["InnerContactField_PAYEE"]?["value"] == "乔巧梅")
        #expect(byID["InnerContactField_PAYEE"]?["ext_value"]?.string?.contains(DingTalkBench.qiao) == true)
        #expect(byID["CalculateField_TOTAL"]?["value"] == "1,005.295")
        #expect(byID["DDDateRangeField_TRIP"]?["name"] == #"["开始时间","结束时间"]"#)
        #expect(byID["TextareaField_REMARK"]?["value"] == "null")
        #expect(byID["TextareaField_REMARK"]?["ext_value"] == nil)
        let rows = try JSON(parsing: byID["TableField_DETAIL"]?["value"]?.string ?? "").array
        #expect(rows?.count == 2)
        #expect(rows?[1]["rowValue"]?.array?.map { $0["value"]?.string } == ["交通费", "0.29", "2026-01-15", "地铁"])
    }

    @Test
    func showsHowItEnded() async throws {
        let agreed = try bench.submit()
        bench.time.advance(by: .seconds(33))
        try bench.simulator.finish(agreed, .agree, due: nil, remark: "同意")
        let instance = try await get(agreed)
        #expect(instance["status"] == "COMPLETED")
        #expect(instance["result"] == "agree")
        #expect(instance["finish_time"] == "2026-01-15 09:30:33")
        let record = try #require(instance["operation_records"]?.array?.last)
        #expect(record["operation_type"] == "EXECUTE_TASK_NORMAL")
        #expect(record["operation_result"] == "AGREE")
        #expect(record["remark"] == "同意")
        #expect(instance["tasks"]?.array?.first?["task_result"] == "AGREE")
        let refused = try bench.submit()
        try bench.simulator.finish(refused, .refuse, due: nil)
        #expect(try await get(refused)["result"] == "refuse")
        let withdrawn = try bench.submit()
        try bench.simulator.finish(withdrawn, .terminate, due: nil)
        let terminated = try await get(withdrawn)
        #expect(terminated["status"] == "TERMINATED")
        #expect(terminated["result"] == "")
    }

    @Test
    func doesNotKnowAnotherInstance() async throws {
        let answer = try await bench.topapi("processinstance/get", ["process_instance_id": "unknown"])
        #expect(answer["errcode"] == 820004)
        #expect(answer["errmsg"] == "流程不存在")
    }

    @Test
    func startsOneForAClient() async throws {
        let answer = try await bench.topapi(
            "processinstance/create",
            [
                "agent_id": 1, "process_code": .string(bench.world.templates[0].code),
                "originator_user_id": .string(DingTalkBench.zhang), "dept_id": -1,
                "form_component_values": [
                    ["name": "报销事由", "value": "出差"], ["name": "合计（分）", "value": "100"],
                    ["name": #"["开始时间","结束时间"]"#, "value": #"["2019-02-19","2019-02-25"]"#],
                ],
                "approvers": .string("\(DingTalkBench.boss),\(DingTalkBench.qiao)"),
                "cc_list": .string(DingTalkBench.boss),
            ])
        let id = try #require(answer["process_instance_id"]?.string)
        let instance = try await get(id)
        #expect(instance["originator_dept_id"] == "-1")
        #expect(instance["originator_dept_name"] == "示例科技有限公司")
        #expect(instance["cc_userids"] == [.string(DingTalkBench.boss)])
        #expect(instance["tasks"]?.array?.count == 1)
        #expect(
            bench.facts.contains {
                $0
                    == .instanceStarted(
                        instance: id, processCode: bench.world.templates[0].code, originator: DingTalkBench.zhang,
                        claim: nil,
                        due: nil)
            })
    }

    @Test(arguments: [
        ("process_code", "\"PROC-X\"", 830001), ("originator_user_id", "\"nobody\"", 60121), ("dept_id", "99", 60003),
        ("form_component_values", #"[{"name":"没有","value":"x"}]"#, 40035), ("dept_id", "null", 40035),
    ])
    func refusesToStartWhatIsWrong(member: String, value: String, code: Int64) async throws {
        var members: [String: JSON] = [
            "process_code": .string(bench.world.templates[0].code), "originator_user_id": .string(DingTalkBench.zhang),
            "dept_id": 1, "form_component_values": [],
        ]
        members[member] = try JSON(parsing: value)
        let body = JSON.object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
        #expect(try await bench.topapi("processinstance/create", body)["errcode"]?.integer == code)
        #expect(bench.simulator.pendingEvents() == 0)
    }

    @Test
    func executesATaskOnce() async throws {
        let id = try bench.submit()
        let task = try #require(try await get(id)["tasks"]?.array?.first?["taskid"]?.integer)
        func execute(_ user: String) async throws -> JSON {
            try await bench.topapi(
                "process/instance/execute",
                [
                    "request": [
                        "process_instance_id": .string(id), "task_id": .number(task), "actioner_userid": .string(user),
                        "result": "agree", "remark": "好",
                    ]
                ])
        }
        #expect(try await execute(DingTalkBench.qiao)["errcode"] == 820006)
        let done = try await execute(DingTalkBench.boss)
        #expect(done["errcode"] == 0)
        #expect(done["result"] == true)
        #expect(try await execute(DingTalkBench.boss)["errcode"] == 820005)
        #expect(try await get(id)["result"] == "agree")
    }

    @Test
    func terminatesNotWithinFifteenSeconds() async throws {
        let id = try bench.submit()
        let body: JSON = [
            "request": [
                "process_instance_id": .string(id), "is_system": false, "remark": "填错了",
                "operating_userid": .string(DingTalkBench.zhang),
            ]
        ]
        #expect(try await bench.topapi("process/instance/terminate", body)["errcode"] == 820005)
        bench.time.advance(by: .seconds(15))
        let done = try await bench.topapi("process/instance/terminate", body)
        #expect(done["success"] == true)
        #expect(done["result"] == true)
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .terminate, claim: "claim-1", due: nil)))
    }

    private func list(_ members: JSON) async throws -> JSON {
        let base: [JSON.Member] = [JSON.Member("process_code", .string(bench.world.templates[0].code))]
        return try await bench.topapi("processinstance/listids", .object(base + (members.members ?? [])))
    }

    @Test
    func listsUntilTheCursorIsAbsent() async throws {
        let start = bench.time.now.milliseconds
        let ids = try (0..<3).map { _ in try bench.submit() }
        bench.time.advance(by: .seconds(1))
        let first = try await list(["start_time": .number(start), "size": 2, "cursor": 0])["result"]
        #expect(first == ["list": [.string(ids[0]), .string(ids[1])], "next_cursor": 2])
        let last = try await list(["start_time": .number(start), "size": 2, "cursor": 2])["result"]
        #expect(last == ["list": [.string(ids[2])]])
        let nobody = try await list([
            "start_time": .number(start), "end_time": .number(start), "userid_list": .string(DingTalkBench.boss),
        ])["result"]
        #expect(nobody == ["list": []])
    }

    @Test(arguments: [
        (-121 * 86_400, nil, 10, 850012), (-200 * 86_400, -70 * 86_400, 10, 850012),
        (-366 * 86_400, -300 * 86_400, 10, 40035), (-10, 10, 10, 40035), (0, -10, 10, 40035), (-10, nil, 21, 40035),
        (-200 * 86_400, -81 * 86_400, 10, 0), (-120 * 86_400, nil, 20, 0),
    ])
    func limitsTheSpan(from: Int, to: Int?, size: Int, code: Int64) async throws {
        let now = bench.time.now.milliseconds
        var members = [
            JSON.Member("start_time", .number(now + Int64(from) * 1000)), JSON.Member("size", .number(size)),
        ]
        if let to { members.append(JSON.Member("end_time", .number(now + Int64(to) * 1000))) }
        #expect(try await list(.object(members))["errcode"]?.integer == code)
    }

    /// One of 64 callers at once wins; the others are told.
    @Test
    func finishesOnceWhateverTheCrowd() async throws {
        let id = try bench.submit()
        let due = bench.time.now
        let winners = await withTaskGroup(of: Int.self) { group in
            for number in 0..<64 {
                let outcome = [InstanceOutcome.agree, .refuse, .terminate][number % 3]
                group.addTask { (try? bench.simulator.finish(id, outcome, due: due)) == nil ? 0 : 1 }
            }
            return await group.reduce(0, +)
        }
        #expect(winners == 1)
        let ends = bench.facts.filter { if case .instanceFinished = $0 { true } else { false } }
        #expect(ends.count == 1)
        #expect(throws: ControlError.self) { try bench.simulator.finish(id, .agree, due: nil) }
        #expect(throws: ControlError("there is no approval instance 'x'")) {
            try bench.simulator.finish("x", .agree, due: nil)
        }
    }

    @Test
    func submitsFromManyHandsWithoutLosingOne() async throws {
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<64 { group.addTask { try bench.submit() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 64)
        #expect(bench.simulator.pendingEvents() == 128)
    }

    @Test
    func answersTheOldestFaceOfTheGateway() async throws {
        let id = try bench.submit()
        let token = try await bench.token()
        let path =
            "/router/rest?method=dingtalk.smartwork.bpms.processinstance.get&process_instance_id=\(id)&format=json"
        let answer = try await bench.call(.post, "\(path)&session=\(token)").body
        let result = answer["dingtalk_smartwork_bpms_processinstance_get_response"]?["result"]
        #expect(result?["ding_open_errcode"] == 0)
        #expect(result?["process_instance"]?["status"] == "RUNNING")
        let refused = try await bench.call(.post, "\(path)&session=unknown").body
        #expect(refused["error_response"]?["sub_code"] == "40014")
    }
}
