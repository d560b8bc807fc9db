/// An endpoint that answers with a page, a redirect or a file instead of JSON.
protocol PageEndpoint: DingTalkEndpoint {
    /// Performs the operation in one atomic step and returns the whole reply.
    static func page(_ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep) -> PlatformAnswer
}

extension PageEndpoint {
    static var needsToken: Bool { false }
    static var isRefined: Bool { true }

    /// Never used: the gateway asks for `page` instead.
    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON { .null }
}

extension DingTalkSimulator {
    /// Answers a browser. Pages stand before the API's gateway: no token, no permission and no limit is looked at.
    func show(_ page: any PageEndpoint.Type, _ request: DingTalkRequest) -> PlatformAnswer {
        guard page.method == request.method else {
            return DingTalkReply(family: request.family, randomness: randomness).refusal(
                page.method == "GET" ? .needsGet : .needsPost)
        }
        return step { state, step in page.page(request, &state, step) }
    }
}
