/// `POST /v1.0/gateway/connections/open`: credentials for a ticket and the address to connect to; no token
/// (protocol of the stream mode). The answer is JSON whatever the client accepts, though the real gateway is said to
/// answer XML to a client that does not ask for JSON.
enum OpenConnection: DingTalkEndpoint {
    static let path = "/v1.0/gateway/connections/open"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.body["clientId"]?.string == state.world.appKey,
            request.body["clientSecret"]?.string == state.world.appSecret
        else { throw .clientSecretWrong }
        let topics = try topics(of: request)
        return [
            "endpoint": .string(endpoint(of: request, step)),
            "ticket": .string(state.tickets.issue(topics, step)),
        ]
    }

    /// What the connection is for: `*` for events, and the topics of callbacks. The platform's code for a wrong
    /// subscription is not known.
    private static func topics(of request: DingTalkRequest) throws(DingTalkRefusal) -> [String] {
        guard let subscriptions = request.body["subscriptions"]?.array, subscriptions.count <= 100 else {
            throw request.invalid("subscriptions")
        }
        var topics: [String] = []
        for subscription in subscriptions {
            let topic = subscription["topic"]?.string ?? ""
            switch subscription["type"]?.string {
            case "EVENT" where topic == "*", "CALLBACK" where topic.hasPrefix("/"): topics.append(topic)
            case "SYSTEM": break  // some clients name what they get anyway
            default: throw request.invalid("subscriptions")
            }
        }
        return topics
    }

    /// Clients append `?ticket=`, so the address has no query. Before a base URL is set, the address is the one that the
    /// client called.
    private static func endpoint(of request: DingTalkRequest, _ step: DingTalkStep) -> String {
        let base = step.baseURL.isEmpty ? "http://\(request.authority ?? "127.0.0.1")" : step.baseURL
        return (base.hasPrefix("http") ? "ws" + base.dropFirst(4) : base) + "/connect"
    }
}
