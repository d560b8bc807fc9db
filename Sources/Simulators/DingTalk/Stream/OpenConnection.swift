/// `POST /v1.0/gateway/connections/open`: credentials for a ticket and the address to connect to; no token
/// (protocol of the stream mode).
enum OpenConnection: DingTalkEndpoint {
    static let path = "/v1.0/gateway/connections/open"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.body["clientId"]?.string == state.world.appKey,
            request.body["clientSecret"]?.string == state.world.appSecret
        else { throw .clientSecretWrong }
        let subscriptions = request.body["subscriptions"]?.array ?? []
        let wantsEvents = subscriptions.contains { $0["type"]?.string == "EVENT" && $0["topic"]?.string == "*" }
        return [
            "endpoint": .string(endpoint(of: request, step)),
            "ticket": .string(state.tickets.issue(wantsEvents: wantsEvents, step)),
        ]
    }

    /// Clients append `?ticket=`, so the address has no query. Before a base URL is set, the address is the one that the
    /// client called.
    private static func endpoint(of request: DingTalkRequest, _ step: DingTalkStep) -> String {
        let base = step.baseURL.isEmpty ? "http://\(request.authority ?? "127.0.0.1")" : step.baseURL
        return (base.hasPrefix("http") ? "ws" + base.dropFirst(4) : base) + "/connect"
    }
}
