import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Each reason of a fault plan, in the shape of each family (reference, sections 8.2 and 8.3).
@Suite
struct RefusalTests {
    let bench = DingTalkBench()

    private func refusal(_ reason: String, _ method: HTTPRequest.Method, _ path: String) throws -> (Int, JSON, String?)
    {
        let request = HTTPRequest(method: method, scheme: "http", authority: "a", path: path)
        let answer = bench.simulator.refusal(reason, of: DingTalkRequest(HTTPCall(request: request)))
        guard case .reply(let reply) = answer.outcome else { throw ControlError("no reply") }
        return (reply.response.status.code, (try? JSON(parsing: reply.body)) ?? .string(reply.text), answer.error)
    }

    @Test(arguments: [
        ("throttled", 88, "90018", "88/90018"), ("90018", 88, "90018", "88/90018"), ("90002", 88, "90002", "88/90002"),
        ("40014", 88, "40014", "88/40014"), ("42001", 88, "42001", "88/42001"), ("60011", 88, "60011", "88/60011"),
        ("60020", 88, "60020", "88/60020"), ("90020", 88, "90020", "88/90020"),
        ("15", 15, "isp.top-remote-connection-timeout", "15/isp.top-remote-connection-timeout"),
        ("isp.-1", 15, "isp.-1", "15/isp.-1"),
    ])
    func wrapsGatewayReasonsBelowTopapi(reason: String, code: Int64, subCode: String, error: String) throws {
        let (status, body, recorded) = try refusal(reason, .post, "/topapi/processinstance/get?access_token=t")
        #expect(status == 200)
        #expect(body["errcode"]?.integer == code)
        #expect(body["sub_code"] == .string(subCode))
        #expect(body["errmsg"]?.string?.contains("[subcode=\(subCode),submsg=") == true)
        #expect(body["request_id"] != nil)
        #expect(recorded == error)
    }

    @Test(arguments: [
        ("throttled", 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
        ("QpmLimitForAppkeyAndApi", 403, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi"),
        ("QpsLimitForApi", 403, "Forbidden.AccessDenied.QpsLimitForApi"),
        ("90002", 403, "Forbidden.AccessDenied.QpsLimitForApi"),
        ("ApiCountLimitForOrg", 403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
        ("60020", 403, "Forbidden.AccessDenied.IpNotInWhiteList"),
        ("InvalidAuthentication", 400, "InvalidAuthentication"), ("42001", 400, "InvalidAuthentication"),
        ("systemError", 500, "systemError"), ("-1", 500, "systemError"), ("unknownError", 500, "unknownError"),
        ("systemBusy", 429, "systemBusy"), ("processInstanceNotExist", 400, "processInstanceNotExist"),
    ])
    func answersWithAStatusInTheNewFamily(reason: String, status: Int, code: String) throws {
        let (sent, body, recorded) = try refusal(reason, .get, "/v1.0/workflow/processInstances")
        #expect(sent == status)
        #expect(body["code"] == .string(code))
        #expect(body["requestid"] != nil)
        #expect(recorded == code)
    }

    @Test
    func namesTheScopesThatAreMissing() throws {
        let (status, body, _) = try refusal("60011", .get, "/v1.0/workflow/processInstances")
        #expect(status == 403)
        #expect(body["code"] == "Forbidden.AccessDenied.AccessTokenPermissionDenied")
        #expect(body["accessdenieddetail"]?["requiredScopes"] == ["Workflow.Instance.Read"])
        let (_, old, _) = try refusal("60011", .post, "/topapi/v2/department/listsub")
        #expect(old["sub_msg"]?.string?.contains("{requiredScopes=[qyapi_get_department_list]}") == true)
    }

    /// The text of a reply captured in 2026-09, from which a client can read when the penalty ends.
    @Test
    func saysWhenThePenaltyEnds() throws {
        let (_, body, _) = try refusal("90002", .post, "/topapi/v2/department/listsub")
        #expect(
            body["sub_msg"]
                == """
                当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了，建议错开整点时刻调用该接口, \
                apiPath(dingtalk.oapi.v2.department.listsub), 从 2026-01-15 09:30:00 到 2026-01-15 09:30:00 \
                请求总次数超过 1200 次, 限制将在 2026-01-15 09:30:01 结束.
                """)
    }

    @Test
    func isUnwrappedOnRootPathsAndAtTheFirewall() throws {
        #expect(
            try refusal("40014", .get, "/auth/scopes").1.text == "{\"errcode\":40014,\"errmsg\":\"不合法的access_token\"}")
        #expect(try refusal("-1", .get, "/gettoken").1.text == "{\"errcode\":-1,\"errmsg\":\"系统繁忙\"}")
        let banned = try refusal("ipban", .get, "/gettoken")
        #expect(banned.1["punish"] == "deny")
        #expect(banned.2 == "punish deny")
    }

    @Test
    func hasNoSubCodeWhenTheGatewayTimesOut() throws {
        let (_, body, error) = try refusal("88", .post, "/topapi/v2/user/get")
        #expect(body["errcode"] == 88)
        #expect(body["sub_code"] == nil)
        #expect(error == "88")
        let modern = try refusal("15", .get, "/v1.0/workflow/processInstances")
        #expect(modern.0 == 504)
        #expect(modern.1.string?.contains("<html>") == true)
    }

    @Test(arguments: DingTalkSimulator.refusalReasons)
    func knowsEachReasonInBothFamilies(reason: String) throws {
        for path in ["/gettoken", "/topapi/v2/user/get", "/v1.0/oauth2/accessToken", "/router/rest"] {
            #expect(try refusal(reason, .post, path).2?.isEmpty == false)
        }
    }

    @Test
    func refusesByPlanBeforeActing() async throws {
        bench.faults.install(
            FaultPlan(rules: [
                try FaultRule(["fault": "rate-limit", "calls": "1", "on": "dingtalk.v2/user/get"], index: 0)
            ]),
            origin: bench.time.now)
        #expect(try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])["errcode"] == 0)
        #expect(
            try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])["sub_code"] == "90018")
        bench.time.advance(by: .seconds(1))
        #expect(try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])["errcode"] == 0)
    }
}
