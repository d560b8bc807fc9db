import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Work notifications (reference, sections 6.1 to 6.3).
@Suite
struct AsyncSendV2Tests {
    let bench = DingTalkBench()

    private func send(_ users: String, _ text: String = "单据已生成", agent: Int64? = nil) async throws -> JSON {
        try await bench.topapi(
            "message/corpconversation/asyncsend_v2",
            [
                "agent_id": .number(agent ?? bench.world.agentID), "userid_list": .string(users),
                "msg": ["msgtype": "text", "text": ["content": .string(text)]],
            ])
    }

    private var sent: [HistoryFact] {
        bench.facts.filter { if case .notificationSent = $0 { true } else { false } }
    }

    @Test
    func sendsToWhoeverIsKnown() async throws {
        let answer = try await send("\(DingTalkBench.zhang),nobody")
        #expect(answer["errcode"] == 0)
        let task = try #require(answer["task_id"]?.integer)
        #expect(sent == [.notificationSent(users: [DingTalkBench.zhang], text: "单据已生成")])
        let result = try await bench.topapi(
            "message/corpconversation/getsendresult",
            ["agent_id": .number(bench.world.agentID), "task_id": .number(task)])["send_result"]
        #expect(result?["invalid_user_id_list"] == ["nobody"])
        #expect(result?["unread_user_id_list"] == [.string(DingTalkBench.zhang)])
        let progress = try await bench.topapi(
            "message/corpconversation/getsendprogress",
            ["agent_id": .number(bench.world.agentID), "task_id": .number(task)])["progress"]
        #expect(progress == ["progress_in_percent": 100, "status": 2])
    }

    @Test
    func dropsTheSameContentOfOneDayWithoutAWord() async throws {
        _ = try await send(DingTalkBench.zhang)
        let again = try await send(DingTalkBench.zhang)
        #expect(again["errcode"] == 0)
        #expect(sent.count == 1)
        let result = try await bench.topapi(
            "message/corpconversation/getsendresult", ["task_id": again["task_id"] ?? .null])["send_result"]
        #expect(
            result?["forbidden_list"] == [["code": "143106", "count": 1, "userid": .string(DingTalkBench.zhang)]])
        bench.time.advance(by: .seconds(86_400))
        _ = try await send(DingTalkBench.zhang)
        #expect(sent.count == 2)
    }

    @Test
    func reachesDepartmentsWithAllBelowThem() async throws {
        let answer = try await bench.topapi(
            "message/corpconversation/asyncsend_v2",
            [
                "agent_id": .number(bench.world.agentID), "dept_id_list": "1",
                "msg": ["msgtype": "markdown", "markdown": ["title": "标题", "text": "正文"]],
            ])
        #expect(answer["errcode"] == 0)
        guard case .notificationSent(let users, let text)? = sent.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(Set(users).count == 3)
        #expect(text == "标题 正文")
    }

    @Test
    func refusesWhatIsWrong() async throws {
        #expect(try await send(DingTalkBench.zhang, agent: 1)["errcode"] == 40056)
        #expect(try await send("")["errcode"] == 40035)
        #expect(try await send(DingTalkBench.zhang, String(repeating: "长", count: 700))["errcode"] == 40035)
        #expect(sent.isEmpty)
    }

    @Test
    func takesTheMessageAsTextInAFormBody() async throws {
        let form =
            "agent_id=\(bench.world.agentID)&userid_list=\(DingTalkBench.zhang)"
            + "&msg=%7B%22msgtype%22%3A%22text%22%2C%22text%22%3A%7B%22content%22%3A%22%E5%A5%BD%22%7D%7D"
        let path = "/topapi/message/corpconversation/asyncsend_v2?access_token=\(try await bench.token())"
        #expect(try await bench.post(path, form: form).body["errcode"] == 0)
        #expect(sent == [.notificationSent(users: [DingTalkBench.zhang], text: "好")])
    }
}
