import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Work notifications: contents, limits, progress, reading, recall (reference, sections 6.1 to 6.4).
@Suite
struct NotificationTests {
    let bench = DingTalkBench()

    private func send(_ message: JSON, to receivers: JSON? = nil) async throws -> JSON {
        try await bench.topapi(
            "message/corpconversation/asyncsend_v2",
            [
                "agent_id": .number(bench.world.agentID), "userid_list": receivers ?? .string(DingTalkBench.zhang),
                "msg": message,
            ])
    }

    private func task(_ text: String, to receivers: JSON? = nil) async throws -> JSON {
        let answer = try await send(["msgtype": "text", "text": ["content": .string(text)]], to: receivers)
        return try #require(answer["task_id"])
    }

    private func ask(_ name: String, _ task: JSON) async throws -> JSON {
        try await bench.topapi(
            "message/corpconversation/\(name)", ["agent_id": .number(bench.world.agentID), "task_id": task])
    }

    private func drops(_ task: JSON) async throws -> [String?] {
        let result = try await ask("getsendresult", task)["send_result"]
        return (result?["forbidden_list"]?.array ?? []).map { $0["code"]?.string }
    }

    @Test(arguments: [
        (#"{"msgtype":"text","text":{"content":"好"}}"#, 0),
        (#"{"msgtype":"text","text":{"content":""}}"#, 40035), (#"{"msgtype":"text","text":{}}"#, 40035),
        (#"{"msgtype":"text","text":"好"}"#, 34014), (#"{"msgtype":"text","markdown":{"title":"a"}}"#, 34014),
        (#"{"text":{"content":"好"}}"#, 40035), (#"{"msgtype":"sms","sms":{}}"#, 40008),
        (#"{"msgtype":"image","image":{"media_id":"@nothing"}}"#, 40007),
        (#"{"msgtype":"image","image":{}}"#, 40035), (#"{"msgtype":"file","file":{"media_id":7}}"#, 40007),
        (#"{"msgtype":"link","link":{"messageUrl":"http://a","picUrl":"@b","title":"t","text":"x"}}"#, 0),
        (#"{"msgtype":"link","link":{"messageUrl":"http://a","title":"t","text":"x"}}"#, 40035),
        (#"{"msgtype":"markdown","markdown":{"title":"t","text":"x"}}"#, 0),
        (#"{"msgtype":"markdown","markdown":{"text":"x"}}"#, 40035),
        (
            #"{"msgtype":"action_card","action_card":{"title":"t","markdown":"x","single_title":"s","single_url":"u"}}"#,
            0
        ),
        (#"{"msgtype":"action_card","action_card":{"title":"t","markdown":"x"}}"#, 40035),
        (
            #"{"msgtype":"action_card","action_card":{"title":"t","markdown":"x","btn_orientation":"1","btn_json_list":[{"title":"a","action_url":"u"}]}}"#,
            0
        ),
        (
            #"{"msgtype":"action_card","action_card":{"title":"t","markdown":"x","btn_orientation":"7","btn_json_list":[{"title":"a","action_url":"u"}]}}"#,
            40035
        ),
        (
            #"{"msgtype":"action_card","action_card":{"title":"t","markdown":"x","btn_orientation":"1","btn_json_list":[]}}"#,
            40035
        ),
        (
            #"{"msgtype":"oa","oa":{"message_url":"http://a","head":{"bgcolor":"FFBBBBBB","text":"h"},"body":{"title":"t"}}}"#,
            0
        ),
        (#"{"msgtype":"oa","oa":{"message_url":"http://a","body":{"title":"t"}}}"#, 40035),
        (
            #"{"msgtype":"oa","oa":{"message_url":"http://a","head":{"bgcolor":"F"},"body":{"form":[{"key":"a"}]}}}"#,
            40035
        ),
        (#"[]"#, 40035), (#""text""#, 40035),
    ])
    func checksTheContent(message: String, code: Int64) async throws {
        #expect(try await send(try JSON(parsing: message))["errcode"]?.integer == code)
    }

    @Test
    func takesUploadedMediaOfTheRightKind() async throws {
        let now = bench.time.now
        let id = bench.simulator.step { state, step in
            state.media.add(.init(kind: .voice, name: "a.amr", bytes: 1, created: now), step)
        }
        func voice(_ duration: String) -> JSON {
            ["msgtype": "voice", "voice": ["media_id": .string(id), "duration": .string(duration)]]
        }
        #expect(try await send(voice("10"))["errcode"] == 0)
        #expect(try await send(voice("61"))["errcode"] == 40035)
        #expect(try await send(["msgtype": "image", "image": ["media_id": .string(id)]])["errcode"] == 40007)
    }

    @Test
    func namesUnknownDepartments() async throws {
        let answer = try await bench.topapi(
            "message/corpconversation/asyncsend_v2",
            [
                "agent_id": .number(bench.world.agentID), "dept_id_list": "1,99,-9223372036854775809",
                "msg": ["msgtype": "text", "text": ["content": "好"]],
            ])
        let result = try await ask("getsendresult", try #require(answer["task_id"]))["send_result"]
        #expect(result?["invalid_dept_id_list"] == [99, "-9223372036854775809"])
        #expect(result?["unread_user_id_list"]?.array?.count == 3)
    }

    @Test
    func capsThePersonsDay() async throws {
        bench.simulator.step { state, _ in state.world.notifications.perPersonAndDay = 2 }
        for text in ["一", "二"] { #expect(try await drops(try await task(text)) == []) }
        #expect(try await drops(try await task("三")) == ["143105"])
        #expect(try await drops(try await task("一")) == ["143106"])
        bench.time.advance(by: .seconds(86_400))
        #expect(try await drops(try await task("三")) == [])
    }

    @Test
    func capsTheMinuteAndTheCall() async throws {
        bench.simulator.step { state, _ in
            state.world.notifications.receiversPerMinute = 2
            state.world.notifications.receiversPerCall = 2
        }
        let all = JSON.string("\(DingTalkBench.zhang),\(DingTalkBench.qiao),\(DingTalkBench.boss)")
        let first = try await task("一", to: all)
        #expect(try await drops(first) == [])
        #expect(try await ask("getsendresult", first)["send_result"]?["unread_user_id_list"]?.array?.count == 2)
        #expect(try await drops(try await task("二")) == ["143103"])
        bench.time.advance(by: .seconds(60))
        #expect(try await drops(try await task("二")) == [])
        let shown = try await bench.simulator.control("GET", ["messages"], [:])?["notifications"]?.array?.first
        #expect(shown?["leftOut"] == 1)
    }

    /// The documented figures themselves.
    @Test
    func hasThePlatformsFigures() {
        let rules = NotificationRules()
        #expect([rules.receiversPerCall, rules.receiversPerMinute, rules.perPersonAndDay] == [5000, 5000, 500])
        #expect(rules.resultReceiversMax == 100)
    }

    @Test
    func dropsForbiddenWords() async throws {
        _ = try await bench.simulator.control("PUT", ["messages", "rules"], ["forbiddenWords": ["赌博"]])
        #expect(try await drops(try await task("去赌博")) == ["1430002"])
        #expect(try await drops(try await task("去出差")) == [])
    }

    @Test
    func tellsProgressWithTime() async throws {
        _ = try await bench.simulator.control("PUT", ["messages", "rules"], ["sendSeconds": 10])
        let task = try await task("一")
        var (seen, told): ([JSON?], [Int?]) = ([], [])
        for wait in [0, 4, 6] {
            bench.time.advance(by: .seconds(wait))
            let result = try await ask("getsendresult", task)["send_result"]
            told.append(result?["unread_user_id_list"]?.array?.count)
            seen.append(try await ask("getsendprogress", task)["progress"])
        }
        #expect(
            seen == [
                ["progress_in_percent": 0, "status": 0], ["progress_in_percent": 40, "status": 1],
                ["progress_in_percent": 100, "status": 2],
            ])
        #expect(told == [0, 0, 1], "the result names nobody before the task is done")
    }

    @Test
    func showsWhoReadAndForgetsAfterADay() async throws {
        let task = try await task("一")
        let id = try #require(task.scalarText)
        _ = try await bench.simulator.control(
            "POST", ["messages", id, "read"], ["userid": .string(DingTalkBench.zhang)])
        let result = try await ask("getsendresult", task)["send_result"]
        #expect(result?["read_user_id_list"] == [.string(DingTalkBench.zhang)])
        #expect(result?["unread_user_id_list"] == [])
        let mine = try await bench.simulator.control("GET", ["messages", "of", DingTalkBench.zhang], [:])
        #expect(mine?["notifications"]?.array?.first?["read"] == true)
        #expect(
            try await bench.simulator.control("GET", ["messages"], ["userid": .string(DingTalkBench.qiao)])?[
                "notifications"] == [])
        await #expect(throws: ControlError.self) {
            try await bench.simulator.control("POST", ["messages", id, "read"], ["userid": "nobody"])
        }
        #expect(try await ask("getsendresult", 1)["errcode"] == 40035)
        bench.time.advance(by: .seconds(86_400))
        #expect(try await ask("getsendresult", task)["errcode"] == 40035)
        #expect(try await ask("getsendprogress", task)["errcode"] == 40035)
    }

    @Test
    func recallsWithinADay() async throws {
        func recall(_ task: JSON) async throws -> JSON {
            try await bench.topapi(
                "message/corpconversation/recall",
                ["agent_id": .number(bench.world.agentID), "msg_task_id": task])
        }
        let task = try await task("一")
        #expect(try await recall(task)["errcode"] == 0)
        #expect(
            try await bench.simulator.control("GET", ["messages"], [:])?["notifications"]?.array?.first?["recalled"]
                == true)
        #expect(try await recall(5)["errcode"] == 400002)
        bench.time.advance(by: .seconds(86_400))
        #expect(try await recall(task)["errcode"] == 400002)
        let wrongName = try await bench.topapi(
            "message/corpconversation/recall", ["agent_id": .number(bench.world.agentID), "task_id": task])
        #expect(wrongName["errcode"] == 40035)
    }

    @Test
    func timesOutOverTheResultOfALargeTask() async throws {
        bench.simulator.step { state, _ in state.world.notifications.resultReceiversMax = 1 }
        let task = try await task("一", to: .string("\(DingTalkBench.zhang),\(DingTalkBench.qiao)"))
        let answer = try await ask("getsendresult", task)
        #expect(answer["errcode"] == 15)
        #expect(answer["sub_code"] == "isp.top-remote-connection-timeout")
    }
}
