import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// What one SDK calls through `/router/rest`, and the wrapping of its answers (reference, section 10.3).
@Suite
struct RouterMethodTests {
    let bench = DingTalkBench()

    private func call(_ method: String, _ arguments: [(String, String)]) async throws -> JSON {
        let query = arguments.map { "&\($0.0)=\(URLEncodedText.encoded($0.1))" }.joined()
        let path = "/router/rest?method=\(method)&format=json&v=2.0&session=\(try await bench.token())\(query)"
        return try await bench.call(.post, path).body
    }

    private func wrapped(_ method: String, _ arguments: [(String, String)]) async throws -> JSON? {
        try await call(method, arguments)[method.replacing(".", with: "_") + "_response"]
    }

    @Test
    func getsAndListsInstances() async throws {
        let id = try bench.submit()
        let code = bench.world.templates[0].code
        let got = try await wrapped("dingtalk.smartwork.bpms.processinstance.get", [("process_instance_id", id)])
        #expect(got?["result"]?["ding_open_errcode"] == 0)
        #expect(got?["result"]?["success"] == true)
        #expect(got?["result"]?["process_instance"]?["status"] == "RUNNING")
        let span = [
            ("process_code", code), ("start_time", String(bench.time.now.milliseconds - 1000)), ("size", "10"),
            ("cursor", "0"),
        ]
        let listed = try await wrapped("dingtalk.smartwork.bpms.processinstance.list", span)
        let items = listed?["result"]?["result"]?["list"]?["process_instance_top_vo"]?.array
        #expect(items?.map { $0["process_instance_id"] } == [.string(id)])
        let ids = try await wrapped("dingtalk.oapi.processinstance.listids", span)
        #expect(ids?["errcode"] == 0)
        #expect(ids?["result"]?["list"] == [.string(id)])
        #expect(ids?["request_id"] != nil)
        let unknown = try await wrapped("dingtalk.smartwork.bpms.processinstance.get", [("process_instance_id", "x")])
        #expect(unknown?["result"] == ["ding_open_errcode": 820004, "success": false, "error_msg": "流程不存在"])
    }

    @Test
    func createsInstances() async throws {
        let created = try await wrapped(
            "dingtalk.oapi.processinstance.create",
            [
                ("process_code", bench.world.templates[0].code), ("originator_user_id", DingTalkBench.zhang),
                ("dept_id", "-1"), ("approvers", DingTalkBench.boss),
                ("form_component_values", #"[{"name":"报销事由","value":"出差"}]"#),
            ])
        // The form lacks what the template needs: the refusal comes in the wrapping of this method.
        #expect(created?["errcode"] == 0 || created?["errcode"] == 40035)
    }

    @Test
    func sendsMessagesAndTellsTheirResult() async throws {
        let agent = ("agent_id", String(bench.world.agentID))
        let sent = try await wrapped(
            "dingtalk.corp.message.corpconversation.asyncsend",
            [
                agent, ("msgtype", "text"), ("msgcontent", #"{"content": "好"}"#),
                ("userid_list", DingTalkBench.zhang), ("dept_id_list", ""), ("to_all_user", "False"),
            ])
        let task = try #require(sent?["result"]?["task_id"]?.scalarText)
        let progress = try await wrapped(
            "dingtalk.corp.message.corpconversation.getsendprogress", [agent, ("task_id", task)])
        #expect(progress?["result"]?["progress"]?["status"] == 2)
        let result = try await wrapped(
            "dingtalk.corp.message.corpconversation.getsendresult", [agent, ("task_id", task)])
        #expect(result?["result"]?["send_result"]?["unread_user_id_list"] == [.string(DingTalkBench.zhang)])
        let again = try await wrapped(
            "dingtalk.oapi.message.corpconversation.asyncsend_v2",
            [agent, ("msg", #"{"msgtype":"text","text":{"content":"二"}}"#), ("userid_list", DingTalkBench.zhang)])
        #expect(again?["task_id"] != nil)
    }

    @Test(arguments: [
        "dingtalk.oapi.router.rest", "dingtalk.oapi.gettoken", "dingtalk.oapi.connect", "dingtalk.oapi.robot.send",
        "dingtalk.oapi.call_back.register_call_back", "dingtalk.oapi.", "", "taobao.time.get",
    ])
    func knowsNoOther(method: String) async throws {
        #expect(try await call(method, [])["error_response"]?["sub_code"] == "isv.invalid-method")
    }

    @Test
    func refusesAMissingPermissionOfTheMethod() async throws {
        #expect(RouterMethod("dingtalk.oapi.user.listid")?.endpoint == UserListID.self)
        #expect(RouterMethod("dingtalk.oapi.v2.user.get")?.endpoint == UserGet.self)
    }
}
