import HTTPTypes
import Seams
import Testing

@testable import Integration

/// A row of the reference's table of reasons (dingtalk.md, section 8.3): a reply, and what it means for a read and for a
/// write. The bodies are the platform's, as captured or documented there.
struct ReasonRow: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable, Equatable {
        case token, denied
        case throttled(Duration)
        case transient, unknown, rejected, notFound
    }

    let row: String
    let status: Int
    let body: String
    let read: Expected
    let write: Expected

    init(_ row: String, _ status: Int, _ body: String, _ read: Expected, write: Expected? = nil) {
        self.row = row
        self.status = status
        self.body = body
        self.read = read
        self.write = write ?? read
    }

    var testDescription: String { row }

    static func wrapped(_ code: String, _ words: String) -> String {
        #"{"errcode":88,"sub_code":"\#(code)","sub_msg":"\#(words)","errmsg":"ding talk error[subcode=\#(code),submsg=\#(words)]","request_id":"16l4ew3d47pdp"}"#
    }

    static func new(_ code: String, _ words: String) -> String {
        #"{"code":"\#(code)","requestid":"01A08FE7-3C4D-7B1E-9F0A-2B3C4D5E6F70","message":"\#(words)"}"#
    }

    private static let qps = "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了"
    private static let busiest = """
        当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了，建议错开整点时刻调用该接口, \
        apiPath(dingtalk.oapi.v2.department.listsub), 从 2026-09-03 00:01:02 到 2026-09-03 00:01:02 请求总次数超过 1200 次, \
        限制将在 2026-09-03 00:01:03 结束.
        """

    static let all: [ReasonRow] = [
        ReasonRow("1 app QPS, old", 200, wrapped("90018", "接口次数过多"), .throttled(.seconds(1))),
        // the test's clock stands 400 ms before the stated end
        ReasonRow("2 global QPS with its end", 200, wrapped("90002", busiest), .throttled(.milliseconds(400))),
        ReasonRow("2 global QPS without", 200, wrapped("90002", "接口次数过多"), .throttled(.seconds(1))),
        ReasonRow("3 server ban", 200, wrapped("90001", "服务器调用次数过多"), .throttled(.seconds(10))),
        ReasonRow("3 corp ban", 200, wrapped("90006", "企业调用次数过多"), .throttled(.seconds(10))),
        ReasonRow("4 month, old", 200, wrapped("90020", "本月调用量已用完"), .throttled(.seconds(3600))),
        ReasonRow(
            "4 month, new", 403, new("Forbidden.AccessDenied.ApiCountLimitForOrg", "调用量超限"),
            .throttled(.seconds(3600))),
        ReasonRow(
            "5 ban as JSON", 403, #"{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"a1b2"}"#, .denied),
        ReasonRow("5 ban as JSON with 200", 200, #"{"status":1111,"wait":5,"source":"x5","punish":"deny"}"#, .denied),
        ReasonRow("5 ban as a page", 200, "<!DOCTYPE html><html><head><title>访问被拒绝</title></head></html>", .denied),
        ReasonRow("5 ban as a page with 403", 403, "<html><title>denied</title></html>", .denied),
        ReasonRow(
            "6 app QPS, new", 403, new("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", qps),
            .throttled(.seconds(1))),
        ReasonRow(
            "7 app QPM, new", 403, new("Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", qps),
            .throttled(.seconds(60))),
        ReasonRow(
            "8 global QPS, new", 403, new("Forbidden.AccessDenied.QpsLimitForApi", qps), .throttled(.seconds(1))),
        ReasonRow("9 busy", 429, new("system.busy", "系统繁忙"), .throttled(.seconds(1))),
        ReasonRow("9 busy too", 429, new("systemBusy", "系统繁忙"), .throttled(.seconds(1))),
        ReasonRow("9 qps", 400, new("qps.exceed.limit", "超出限制"), .throttled(.seconds(1))),
        ReasonRow("9 over", 400, new("request.overlimit", "超出限制"), .throttled(.seconds(1))),
        ReasonRow("9 query", 400, new("oaplus.query.limit", "超出限制"), .throttled(.seconds(1))),
        ReasonRow("9 fast", 400, new("failure.operation.requestTooFast", "过快"), .throttled(.seconds(1))),
        ReasonRow("9 frequency", 500, new("system.freq.limit", "过快"), .throttled(.seconds(1))),
        ReasonRow("10 token, topapi", 200, wrapped("40014", "不合法的access_token"), .token),
        ReasonRow(
            "10 token, reason only in the text", 200,
            #"{"errcode":88,"errmsg":"ding talk error[subcode=40014,submsg=不合法的access_token]"}"#, .token),
        ReasonRow("11 token, root style", 200, #"{"errcode":40014,"errmsg":"不合法的access_token"}"#, .token),
        ReasonRow("12 expired", 200, #"{"errcode":42001,"errmsg":"access_token超时"}"#, .token),
        ReasonRow("12 expired, wrapped", 200, wrapped("42001", "access_token超时"), .token),
        ReasonRow("13 token missing", 200, wrapped("40000", "access_token is blank"), .rejected),
        ReasonRow("13 token missing, root style", 200, #"{"errcode":41001,"errmsg":"缺少access_token"}"#, .rejected),
        ReasonRow("14 token, new", 400, new("InvalidAuthentication", "不合法的access_token"), .token),
        ReasonRow(
            "15 token missing, new", 400,
            new("AuthenticationFailed.MissingParameter", "缺少参数：x-acs-dingtalk-access-token"), .rejected),
        ReasonRow("16 user token expired", 400, new("accesstoken.expired", "过期"), .token),
        ReasonRow("17 credentials", 200, #"{"errcode":40096,"errmsg":"不合法的appKey或appSecret"}"#, .rejected),
        ReasonRow("17 corp credentials", 200, #"{"errcode":40089,"errmsg":"不合法的corpid或corpsecret"}"#, .rejected),
        ReasonRow("17 secret, or a token's end", 200, #"{"errcode":40001,"errmsg":"获取access_token时Secret错误"}"#, .token),
        ReasonRow(
            "18 credentials, new", 400, new("invalidClientIdOrSecret", "无效的clientId或者clientSecret"), .rejected),
        ReasonRow(
            "19 scope", 200,
            wrapped("60011", "应用尚未开通所需的权限：[qyapi_get_department_list], {requiredScopes=[qyapi_get_department_list]}"),
            .rejected),
        ReasonRow(
            "20 scope, new", 403,
            #"{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","message":"没有权限","accessdenieddetail":{"requiredScopes":["Workflow.Instance.Read"]}}"#,
            .rejected),
        ReasonRow("21 address, topapi", 200, wrapped("60020", "访问ip不在白名单之中,request ip=1.2.3.4"), .rejected),
        ReasonRow("21 address, root", 200, #"{"errcode":60020,"errmsg":"访问ip不在白名单之中"}"#, .rejected),
        ReasonRow("21 address, new", 403, new("Forbidden.AccessDenied.IpNotInWhiteList", "ip"), .rejected),
        ReasonRow("22 outside scope", 200, #"{"errcode":50002,"errmsg":"请求的员工userid不在授权范围内"}"#, .rejected),
        ReasonRow("22 outside scope, dept", 200, #"{"errcode":50004,"errmsg":"请求的部门id不在授权范围内"}"#, .rejected),
        ReasonRow(
            "23 user", 200, #"{"errcode":60121,"errmsg":"找不到该用户","request_id":"e8krly4vyiln"}"#, .notFound),
        ReasonRow("24 user, new", 400, new("userNotExist", "用户不存在"), .notFound),
        ReasonRow("24 staff, new", 404, new("staff.not.found", "用户不存在"), .notFound),
        ReasonRow("25 department", 200, #"{"errcode":60003,"errmsg":"部门不存在"}"#, .notFound),
        ReasonRow("26 instance, old", 200, #"{"errcode":820004,"errmsg":"流程不存在"}"#, .notFound),
        ReasonRow("26 instance, new", 400, new("processInstanceNotExist", "审批实例不存在"), .notFound),
        ReasonRow("26 instance id, new", 400, new("processInstanceIdError", "审批实例id错误"), .notFound),
        ReasonRow("26 instance on a write", 400, new("aflowProcessInstNotExist", "审批实例不存在"), .notFound),
        ReasonRow("27 template, old", 200, #"{"errcode":830001,"errmsg":"模板编码错误"}"#, .rejected),
        ReasonRow("27 template, new", 400, new("invalidProcessCode", "模板编码错误"), .rejected),
        ReasonRow("28 state, old", 200, #"{"errcode":820005,"errmsg":"流程状态错误"}"#, .rejected),
        ReasonRow("28 state, new", 400, new("aflowProcessInstStatusException", "状态错误"), .rejected),
        ReasonRow("29 busy", 200, #"{"errcode":-1,"errmsg":"系统繁忙"}"#, .transient),
        ReasonRow(
            "30 backend time-out", 200,
            #"{"errcode":15,"sub_code":"isp.top-remote-connection-timeout","errmsg":"Remote service error"}"#,
            .transient, write: .unknown),
        ReasonRow("30 88 alone", 200, #"{"errcode":88,"errmsg":"ding talk error"}"#, .transient, write: .unknown),
        ReasonRow(
            "31 backend fault", 200, #"{"errcode":15,"sub_code":"isp.-1","sub_msg":"服务不可用","errmsg":"…"}"#,
            .transient, write: .unknown),
        ReasonRow("32 server error", 500, new("systemError", "系统错误"), .transient, write: .unknown),
        ReasonRow("32 unknown", 500, new("unknownError", "未知错误"), .transient, write: .unknown),
        ReasonRow("32 a code in no list", 500, new("somethingNew", "?"), .transient, write: .unknown),
        ReasonRow(
            "33 gateway", 502, "<html>\r\n<head><title>502 Bad Gateway</title></head></html>", .transient,
            write: .unknown),
        ReasonRow("33 gateway without a page", 504, "upstream timed out", .transient, write: .unknown),
        ReasonRow("33 gateway, empty", 503, "", .transient, write: .unknown),
        ReasonRow("34 parameters", 200, #"{"errcode":40035,"errmsg":"不合法的参数"}"#, .rejected),
        ReasonRow("34 method", 200, #"{"errcode":43002,"errmsg":"需要POST请求"}"#, .rejected),
        ReasonRow("35 parameters, new", 400, new("invalidParameter.processCode", "参数错误"), .rejected),
        ReasonRow("35 form, new", 400, new("formConverterError", "表单错误"), .rejected),
        ReasonRow(
            "36 path, topapi", 200, #"{"errcode":22,"sub_msg":"不合法ApiName","errmsg":"Invalid method"}"#, .rejected),
        ReasonRow("36 path, new", 200, #"{"errcode":404,"errmsg":"请求的URI地址不存在"}"#, .rejected),
        ReasonRow("37 login code", 200, wrapped("40078", "不存在的临时授权码"), .rejected),
        ReasonRow("39 robot", 200, #"{"errcode":310000,"errmsg":"sign not match"}"#, .rejected),
        ReasonRow("wrong host", 404, "<html><head><title>404 Not Found</title></head></html>", .rejected),
        ReasonRow("empty with 200", 200, "", .unknown),
        ReasonRow("cut short", 200, #"{"result":{"title":"张三提交的差"#, .unknown),
    ]
}

@Suite struct DingTalkReplyTests {
    /// 400 ms before 2026-09-03 00:01:03 in Asia/Shanghai.
    private let now = Timestamp(milliseconds: 1_788_364_862_600)

    @Test(arguments: ReasonRow.all)
    func sortsByReason(row: ReasonRow) {
        let reply = HTTPReply(.init(code: row.status), contentType: "application/json;charset=utf-8", body: row.body)
        #expect(kind(DingTalkReply(reply, isWrite: false, now: now)) == row.read)
        #expect(kind(DingTalkReply(reply, isWrite: true, now: now)) == row.write)
    }

    @Test(arguments: [
        #"{"errcode":0,"errmsg":"ok","process_instance":{"status":"COMPLETED"}}"#,
        #"{"errcode":"0","errmsg":"ok"}"#,
        #"{"result":{"status":"RUNNING"},"success":true}"#,
        #"{"result":{"status":"RUNNING"},"success":"true"}"#,
        #"{"accessToken":"fw8ef8","expireIn":7200}"#,
        #"{"instanceId":"kNpm"}"#,
    ])
    func takesTheBusinessObject(body: String) throws {
        let expected = DingTalkReply.success(try JSONValue(parsing: body))
        #expect(DingTalkReply(.json(body), isWrite: true, now: now) == expected)
    }

    @Test func namesTheMissingPermission() {
        for row in ReasonRow.all where row.row.contains("scope") && row.body.contains("requiredScopes") {
            guard
                case .failure(let failure) = DingTalkReply(
                    .json(row.body, status: row.status), isWrite: false, now: now)
            else {
                Issue.record("\(row.row) is no failure")
                continue
            }
            #expect("\(failure)".contains("lacks the permission"))
            #expect(
                "\(failure)".contains("qyapi_get_department_list") || "\(failure)".contains("Workflow.Instance.Read"))
        }
    }

    @Test func readsTheEndOfAPenalty() {
        #expect(PenaltyEnd(in: "限制将在 2026-09-03 00:01:03 结束.")?.time == Timestamp(seconds: 1_788_364_863))
        #expect(PenaltyEnd(in: "处罚将在 2018-05-04 10:00:00 结束")?.time == Timestamp(seconds: 1_525_399_200))
        #expect(PenaltyEnd(in: "请求总次数超过 1200 次") == nil)
        #expect(PenaltyEnd(in: "限制将在 2026-02-30 00:01:03 结束") == nil)
    }

    private func kind(_ reply: DingTalkReply) -> ReasonRow.Expected? {
        switch reply {
        case .success: nil
        case .tokenRefused: .token
        case .denied: .denied
        case .failure(.throttled(_, let pause)): .throttled(pause)
        case .failure(.transient): .transient
        case .failure(.outcomeUnknown): .unknown
        case .failure(.rejected): .rejected
        case .failure(.notFound): .notFound
        case .failure(.notSent), .failure(.sessionLost), .failure(.logInRefused), .failure(.duplicateNumber): nil
        }
    }
}
