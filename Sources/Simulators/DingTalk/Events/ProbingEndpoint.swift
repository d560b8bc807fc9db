/// An endpoint that takes effect only after the callback URL answered a probe: the platform posts `check_url` and wants
/// the encrypted success (「测试回调URL事件」).
protocol ProbingEndpoint: DingTalkEndpoint {
    /// The configuration to probe.
    static func configuration(
        of request: DingTalkRequest, _ state: DingTalkState
    ) throws(DingTalkRefusal) -> CallbackConfiguration
}

extension ProbingEndpoint {
    static var isRefined: Bool { true }
}
