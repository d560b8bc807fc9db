import Seams

/// A reason that a fault plan can name, and the refusal it becomes in each family (reference: the table of rate limits
/// and faults).
struct RefusalReason: Sendable {
    /// The names in fault plans.
    let names: [String]
    /// The refusal below `/topapi/` and on root paths.
    let old: @Sendable (Context) -> DingTalkRefusal
    /// The refusal of the new family.
    let modern: @Sendable (Context) -> DingTalkRefusal

    /// What a refusal's text is made of.
    struct Context: Sendable {
        let operation: String
        let appKey: String
        let now: Timestamp
    }

    init(
        _ names: String..., old: @escaping @Sendable @autoclosure () -> DingTalkRefusal,
        modern: @escaping @Sendable @autoclosure () -> DingTalkRefusal
    ) {
        self.names = names
        self.old = { _ in old() }
        self.modern = { _ in modern() }
    }

    private init(
        _ names: String..., oldIn: @escaping @Sendable (Context) -> DingTalkRefusal,
        modernIn: @escaping @Sendable (Context) -> DingTalkRefusal
    ) {
        self.names = names
        old = oldIn
        modern = modernIn
    }

    /// The reason with this name; an unlisted one is a busy system.
    static func named(_ name: String) -> RefusalReason {
        all.first { $0.names.contains(name) } ?? RefusalReason(name, old: .busy, modern: .systemError)
    }

    static let all =
        throttling + [
            RefusalReason("40014", "InvalidAuthentication", old: .tokenInvalid, modern: .modernTokenInvalid),
            RefusalReason("42001", old: .tokenExpired, modern: .modernTokenInvalid),
            RefusalReason("40000", old: .tokenBlank, modern: .modernTokenMissing),
            RefusalReason("60011", "AccessTokenPermissionDenied", oldIn: scopeMissing, modernIn: modernScopeMissing),
            RefusalReason("60020", "IpNotInWhiteList", oldIn: addressRefused) { _ in
                forbidden("IpNotInWhiteList", "请求的IP不在白名单内")
            },
            RefusalReason("-1", "systemError", old: .busy, modern: .systemError),
            RefusalReason(
                "15", old: .backend("isp.top-remote-connection-timeout", "服务超时"), modern: .page(status: 504)),
            RefusalReason("isp.-1", "unknownError", old: .backend("isp.-1", "服务不可用"), modern: .unknownError),
            RefusalReason("88", old: .gatewayTimeout, modern: .page(status: 504)),
            RefusalReason(
                "server.error", old: .busy,
                modern: .modern(status: 500, code: "server.error", message: "服务端错误")),
            RefusalReason("ipban", old: .addressBanned, modern: .addressBanned),
            RefusalReason(
                "820004", "processInstanceNotExist", old: .instanceUnknown, modern: .modernInstanceUnknown),
            RefusalReason("60121", "userNotExist", old: .userUnknown, modern: .modernUserUnknown),
        ]

    private static let throttling = [
        RefusalReason("throttled", "90018", "QpsLimitForAppkeyAndApi", oldIn: appThrottled) { _ in
            forbidden("QpsLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了")
        },
        RefusalReason("QpmLimitForAppkeyAndApi", oldIn: appThrottled) { _ in
            forbidden("QpmLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了")
        },
        RefusalReason("90002", "QpsLimitForApi", oldIn: apiThrottled) { _ in
            forbidden("QpsLimitForApi", "当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了")
        },
        ban("90001"), ban("90003"), ban("90004"), ban("90005"), ban("90006"),
        RefusalReason(
            "90020", "ApiCountLimitForOrg", old: .gateway("90020", "当前企业调用接口次数超过了每月限额"),
            modern: forbidden("ApiCountLimitForOrg", "当前企业调用接口次数超过了每月限额")),
        RefusalReason(
            "systemBusy", old: .busy, modern: .modern(status: 429, code: "systemBusy", message: "系统繁忙")),
        RefusalReason(
            "qps.exceed.limit", old: .busy, modern: .modernInvalid("qps.exceed.limit", "请求过于频繁")),
        RefusalReason(
            "system.freq.limit", old: .busy,
            modern: .modern(status: 500, code: "system.freq.limit", message: "请求过于频繁")),
    ]

    private static func ban(_ code: String) -> RefusalReason {
        RefusalReason(
            code, old: .gateway(code, "请求次数过多，请求被暂时禁用了"),
            modern: forbidden("QpsLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了"))
    }

    private static func forbidden(_ code: String, _ message: String, scopes: [String] = []) -> DingTalkRefusal {
        .modern(status: 403, code: "Forbidden.AccessDenied.\(code)", message: message, scopes: scopes)
    }

    /// The text was not captured; public clients look for 接口次数过多 in it.
    @Sendable private static func appThrottled(_ context: Context) -> DingTalkRefusal {
        .gateway("90018", "当前企业应用调用该接口次数过多，请求被暂时禁用了, \(penalty(context, calls: 20))")
    }

    /// Text of a reply observed in 2026.
    @Sendable private static func apiThrottled(_ context: Context) -> DingTalkRefusal {
        .gateway(
            "90002",
            "当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了，建议错开整点时刻调用该接口, "
                + penalty(context, calls: 1200))
    }

    private static func penalty(_ context: Context, calls: Int) -> String {
        let second = ShanghaiTime.text(context.now)
        let end = ShanghaiTime.text(context.now + .seconds(1))
        let api = context.operation.replacing("/", with: ".")
        return "apiPath(dingtalk.oapi.\(api)), 从 \(second) 到 \(second) 请求总次数超过 \(calls) 次, 限制将在 \(end) 结束."
    }

    @Sendable private static func scopeMissing(_ context: Context) -> DingTalkRefusal {
        .scopeMissing("qyapi_get_department_list", appKey: context.appKey, family: .topapi)
    }

    @Sendable private static func modernScopeMissing(_ context: Context) -> DingTalkRefusal {
        .scopeMissing("Workflow.Instance.Read", appKey: context.appKey, family: .modern)
    }

    @Sendable private static func addressRefused(_ context: Context) -> DingTalkRefusal {
        .gateway("60020", "访问ip不在白名单之中,request ip=127.0.0.1 appKey(\(context.appKey))")
    }
}
