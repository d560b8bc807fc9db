/// An endpoint that people see in a browser: it answers with a page or a redirect instead of JSON.
protocol PageEndpoint: DingTalkEndpoint {
    /// Performs the operation in one atomic step and returns the whole reply.
    static func page(_ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep) -> PlatformAnswer
}

extension PageEndpoint {
    static var needsToken: Bool { false }

    /// Never used: the gateway asks for `page` instead.
    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON { .null }
}
