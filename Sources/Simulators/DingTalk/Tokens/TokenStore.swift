import Seams

/// The application's tokens. Both API families share them.
///
/// A repeated call within the life time returns the same token and renews it (「获取企业内部应用的access_token」).
struct TokenStore: Sendable {
    /// How long a token lives after the last call that returned it, in seconds.
    static let lifetimeSeconds: Int64 = 7200

    enum Validity: Hashable, Sendable {
        case valid, expired, unknown
    }

    /// The stream that new tokens are drawn from.
    private let label: String
    private var current: String?
    private var ends: [String: Timestamp] = [:]

    init(label: String = "dingtalk.token") {
        self.label = label
    }

    /// The token to hand out now: the current one, renewed, or a new one.
    mutating func issue(_ step: DingTalkStep) -> String {
        let token =
            current.flatMap { validity(of: $0, at: step.now) == .valid ? $0 : nil }
            ?? step.newCredential(label)
        current = token
        ends[token] = step.now + .seconds(TokenStore.lifetimeSeconds)
        return token
    }

    /// Whether calls with `token` are served.
    func validity(of token: String, at now: Timestamp) -> Validity {
        guard let end = ends[token] else { return .unknown }
        return now < end ? .valid : .expired
    }

    /// Ends a token before its time: from now on it is unknown, and the next issue makes another one.
    mutating func invalidate(_ token: String) {
        ends[token] = nil
        if current == token { current = nil }
    }
}

extension String {
    /// The two hexadecimal digits of a byte, in lower case.
    init(hexadecimal byte: UInt8) {
        self = String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
}
