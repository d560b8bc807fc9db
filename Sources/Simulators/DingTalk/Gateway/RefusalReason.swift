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
        /// How many calls are allowed; nil when no limit was at work but a fault.
        var limit: Int?
        /// How long the window is in which they are allowed, in seconds.
        var windowSeconds: Int64 = 1
    }

    init(
        _ names: String..., old: @escaping @Sendable @autoclosure () -> DingTalkRefusal,
        modern: @escaping @Sendable @autoclosure () -> DingTalkRefusal
    ) {
        self.names = names
        self.old = { _ in old() }
        self.modern = { _ in modern() }
    }

    init(
        _ names: String..., oldIn: @escaping @Sendable (Context) -> DingTalkRefusal,
        modernIn: @escaping @Sendable (Context) -> DingTalkRefusal
    ) {
        self.names = names
        old = oldIn
        modern = modernIn
    }

    /// The reason with this name; an unlisted one is a busy system.
    static func named(_ name: String) -> RefusalReason {
        byName[name] ?? RefusalReason(name, old: .busy, modern: .systemError)
    }

    private static let byName = Dictionary(
        all.flatMap { reason in reason.names.map { ($0, reason) } }, uniquingKeysWith: { first, _ in first })

    /// The refusal in the shape of a request's family.
    func refusal(in family: APIFamily, _ context: Context) -> DingTalkRefusal {
        family == .modern ? modern(context) : old(context)
    }

    static func forbidden(_ code: String, _ message: String, scopes: [String] = []) -> DingTalkRefusal {
        .modern(status: 403, code: "Forbidden.AccessDenied.\(code)", message: message, scopes: scopes)
    }

    /// The text was not captured; public clients look for 接口次数过多 in it.
    @Sendable static func appThrottled(_ context: Context) -> DingTalkRefusal {
        .gateway("90018", "当前企业应用调用该接口次数过多，请求被暂时禁用了, \(penalty(context, calls: 20))")
    }

    /// Text of a reply observed in 2026.
    @Sendable static func apiThrottled(_ context: Context) -> DingTalkRefusal {
        .gateway(
            "90002",
            "当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了，建议错开整点时刻调用该接口, "
                + penalty(context, calls: 1200))
    }

    /// From the window's first second to now, and when the next window begins.
    private static func penalty(_ context: Context, calls: Int) -> String {
        let width = max(1, context.windowSeconds)
        let first = context.now.seconds / width * width
        let from = ShanghaiTime.text(Timestamp(seconds: first))
        let to = ShanghaiTime.text(context.now)
        let end = ShanghaiTime.text(Timestamp(seconds: first + width))
        return "apiPath(dingtalk.oapi.\(dotted(context))), 从 \(from) 到 \(to) "
            + "请求总次数超过 \(context.limit ?? calls) 次, 限制将在 \(end) 结束."
    }

    static func dotted(_ context: Context) -> String { context.operation.replacing("/", with: ".") }

    @Sendable static func scopeMissing(_ context: Context) -> DingTalkRefusal {
        .scopeMissing("qyapi_get_department_list", appKey: context.appKey, family: .topapi)
    }

    @Sendable static func modernScopeMissing(_ context: Context) -> DingTalkRefusal {
        .scopeMissing("Workflow.Instance.Read", appKey: context.appKey, family: .modern)
    }

    @Sendable static func addressRefused(_ context: Context) -> DingTalkRefusal {
        .gateway("60020", "访问ip不在白名单之中,request ip=127.0.0.1 appKey(\(context.appKey))")
    }
}
