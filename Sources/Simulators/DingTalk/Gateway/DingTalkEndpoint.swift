import Seams

/// One operation of the fake DingTalk: a type in a file of its own, listed in `DingTalkCatalog`.
protocol DingTalkEndpoint: Sendable {
    /// `GET` or `POST`.
    static var method: String { get }
    /// The path; a segment `{…}` stands for any text.
    static var path: String { get }
    /// The name in aims and history.
    static var operation: String { get }
    /// Whether the caller must bring an app token.
    static var needsToken: Bool { get }

    /// Whether it refines this protocol (`PageEndpoint`, `ProbingEndpoint`): asked first, since a cast is slow.
    static var isRefined: Bool { get }
    /// The permission that the application must have been granted, such as `qyapi_get_member` or
    /// `Workflow.Instance.Read`; nil when every application may call.
    static var scope: String? { get }

    /// The business key: the approval instance; nil when the call has none.
    static func key(of request: DingTalkRequest) -> String?

    /// Performs the operation in one atomic step and returns the answer's own members (old family) or its body (new
    /// family). Null is an empty body.
    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON
}

extension DingTalkEndpoint {
    static var method: String { "POST" }
    static var needsToken: Bool { true }
    static var scope: String? { nil }
    static var isRefined: Bool { false }

    /// The path without its slash and its family's prefix: `gettoken`, `v2/user/get`, `oauth2/accessToken`.
    static var operation: String {
        for prefix in ["/topapi/", "/v1.0/", "/"] where path.hasPrefix(prefix) {
            return String(path.dropFirst(prefix.count))
        }
        return path
    }

    static func key(of request: DingTalkRequest) -> String? { nil }
}

/// What one atomic step of the platform works with besides the state.
struct DingTalkStep: Sendable {
    /// The time of the step.
    let now: Timestamp
    let randomness: any Randomness
    let history: History
    /// Where clients reach the simulator, without a slash at the end.
    let baseURL: String
    let world: WorldNumber

    /// A new token, code or secret: 32 hexadecimal digits, the last eight of which are the world's number.
    func newCredential(_ label: String) -> String {
        world.sealing(randomness.bytes(16, label).map { String(hexadecimal: $0) }.joined())
    }
}
