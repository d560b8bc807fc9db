import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Throttling and quotas that are the platform's own (reference, sections 8.1 and 8.4).
@Suite
struct LimitsTests {
    let bench = DingTalkBench()
    /// Fetched before any limit is set, since asking for one counts too.
    let token: String

    init() async throws { token = try await bench.token() }

    private func limit(_ body: JSON) async throws { _ = try await bench.simulator.control("PUT", ["limits"], body) }

    private func topapi(_ path: String, _ body: JSON) async throws -> JSON {
        try await bench.call(.post, "/topapi/\(path)?access_token=\(token)", body).body
    }

    private func user() async throws -> JSON {
        try await topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])
    }

    private func instance() async throws -> DingTalkBench.Answer {
        try await bench.call(
            .get, "/v1.0/workflow/processInstances?processInstanceId=x", headers: [.dingTalkToken: token])
    }

    @Test
    func isOffByDefault() async throws {
        #expect(bench.world.limits == .off)
        for _ in 0..<50 { #expect(try await user()["errcode"] == 0) }
    }

    @Test
    func allowsTwentyCallsOfAnAPIInASecond() async throws {
        try await limit(["limits": "standard"])
        for _ in 0..<20 { #expect(try await user()["errcode"] == 0) }
        let refused = try await user()
        #expect(refused["errcode"] == 88)
        #expect(refused["sub_code"] == "90018")
        #expect(
            refused["sub_msg"]?.string?.hasSuffix(
                "从 2026-01-15 09:30:00 到 2026-01-15 09:30:00 请求总次数超过 20 次, 限制将在 2026-01-15 09:30:01 结束.") == true)
        #expect(try await topapi("user/listid", ["dept_id": 1])["errcode"] == 0)
        bench.time.advance(by: .milliseconds(999))
        #expect(try await user()["sub_code"] == "90018")
        bench.time.advance(by: .milliseconds(1))
        #expect(try await user()["errcode"] == 0)
    }

    @Test
    func answers403InTheNewFamily() async throws {
        try await limit(["callsPerSecond": 1])
        #expect(try await instance().status == 400)
        let refused = try await instance()
        #expect(refused.status == 403)
        #expect(refused.body["code"] == "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
    }

    @Test
    func limitsAMinuteAndAllCustomers() async throws {
        try await limit(["callsPerMinute": 1, "apis": ["v2/user/get": ["allCallsPerSecond": 1]]])
        _ = try await instance()
        #expect(try await instance().body["code"] == "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi")
        _ = try await user()
        #expect(try await user()["sub_code"] == "90002")
        bench.time.advance(by: .seconds(30))
        #expect(try await instance().status == 403)
        bench.time.advance(by: .seconds(30))
        #expect(try await instance().status == 400)
    }

    @Test
    func limitsAskingForTokens() async throws {
        try await limit(["tokenCallsPerMinute": 2])
        let path = "/gettoken?appkey=\(bench.world.appKey)&appsecret=\(bench.world.appSecret)"
        for _ in 0..<2 { #expect(try await bench.call(.get, path).body["errcode"] == 0) }
        #expect(try await bench.call(.get, path).body["errcode"] == 90018)
        bench.time.advance(by: .seconds(60))
        #expect(try await bench.call(.get, path).body["errcode"] == 0)
    }

    @Test
    func bansAnAddressForFiveMinutes() async throws {
        try await limit(["addressCalls": 3])
        let name = try #require(HTTPField.Name("x-forwarded-for"))
        func call(from address: String) async throws -> JSON {
            try await bench.call(.get, "/no/such/path", headers: [name: address]).body
        }
        for _ in 0..<3 { #expect(try await call(from: "10.0.0.1")["errcode"] == 404) }
        let banned = try await call(from: "10.0.0.1")
        #expect(banned["punish"] == "deny")
        #expect(banned["status"] == 1111)
        #expect(try await call(from: "10.0.0.2")["errcode"] == 404)
        bench.time.advance(by: .seconds(299))
        #expect(try await call(from: "10.0.0.1")["punish"] == "deny")
        bench.time.advance(by: .seconds(1))
        #expect(try await call(from: "10.0.0.1")["errcode"] == 404)
    }

    @Test
    func bansWithAPage() async throws {
        try await limit(["addressCalls": 0, "addressBanAsPage": true])
        let request = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/gettoken")
        guard case .reply(let reply) = await bench.server.respond(to: HTTPCall(request: request)) else {
            Issue.record("no reply")
            return
        }
        #expect(reply.text.hasPrefix("<html>"))
    }

    @Test
    func countsBillableCallsOfTheMonth() async throws {
        try await limit(["callsPerMonth": 2, "callsPerSecond": 2])
        _ = try await bench.call(.get, "/v1.0/workflow/processInstances?processInstanceId=x")  // without a token
        for _ in 0..<2 { #expect(try await instance().body["code"] == "processInstanceNotExist") }
        #expect(try await instance().body["code"] == "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
        bench.time.advance(by: .seconds(1))
        let refused = try await instance()
        #expect(refused.status == 403)
        #expect(refused.body["code"] == "Forbidden.AccessDenied.ApiCountLimitForOrg")
        #expect(try await topapi("processinstance/get", ["process_instance_id": "x"])["sub_code"] == "90020")
        #expect(try await user()["errcode"] == 0)
        #expect(try await bench.simulator.control("GET", ["limits"], [:])?["used"]?["callsThisMonth"] == 2)
        bench.time.advance(by: .seconds(31 * 86_400))
        let later = try await bench.modern(.get, "/v1.0/workflow/processInstances?processInstanceId=x")
        #expect(later.body["code"] == "processInstanceNotExist")
    }

    @Test
    func countsARouterMethodAsWhatItStandsFor() async throws {
        try await limit(["apis": ["processinstance/get": ["callsPerSecond": 1]]])
        let method = "dingtalk.smartwork.bpms.processinstance.get"
        let path = "/router/rest?method=\(method)&process_instance_id=x&session=\(token)"
        #expect(try await bench.call(.post, path).body["error_response"] == nil)
        #expect(try await bench.call(.post, path).body["error_response"]?["sub_code"] == "90018")
    }

    @Test
    func goesBackToTheWorldsLimits() async throws {
        try await limit(["callsPerSecond": 0])
        #expect(try await user()["sub_code"] == "90018")
        bench.simulator.reset()
        #expect(
            try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])["errcode"] == 0)
        try await limit(["limits": "standard"])
        let shown = try await bench.simulator.control("DELETE", ["limits"], [:])
        #expect(shown?["callsPerSecond"] == JSON.null)
    }

    @Test(arguments: [
        (#"{"limits":"hard"}"#, "'limits' is \"standard\" or \"off\", and stands alone"),
        (#"{"callsPerSecond":-1}"#, "'callsPerSecond' is a whole number from 0 to 1000000000, or null for no limit"),
        (#"{"callsPerSecond":"20"}"#, "'callsPerSecond' is a whole number from 0 to 1000000000, or null for no limit"),
        (
            #"{"addressWindowSeconds":0}"#,
            "'addressWindowSeconds' is a whole number from 1 to 1000000000, or null for no limit"
        ),
        (#"{"apis":{"nothing":{}}}"#, "'apis' names 'nothing', which is no operation; write it as in the history"),
        (
            #"{"apis":{"v2/user/get":{"calls":1}}}"#,
            "apis.v2/user/get has 'calls'; there are: callsPerSecond, callsPerMinute, allCallsPerSecond"
        ),
        (#"[]"#, "send an object, such as {\"limits\":\"standard\"} or {\"callsPerSecond\":20}"),
    ])
    func saysWhatIsWrong(body: String, message: String) throws {
        #expect(throws: ControlError(message)) { try DingTalkLimits(control: try JSON(parsing: body)) }
    }

    @Test
    func showsWhatItReads() throws {
        #expect(try DingTalkLimits(control: DingTalkLimits.standard.json) == .standard)
    }
}
