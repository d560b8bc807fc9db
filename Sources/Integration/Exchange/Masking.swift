import Seams

/// Keeps tokens and secrets out of texts that end up in errors and logs.
struct Masking: Sendable {
    /// Shorter values are no secrets, and masking them would garble the text.
    private static let lengthMin = 6

    private let secrets: [String]

    init(_ secrets: [String?]) {
        self.secrets = secrets.compactMap(\.self).filter { $0.count >= Masking.lengthMin }
    }

    /// The text with each secret replaced by `***`: plain, percent-encoded, as JSON writes it, and the beginning of one
    /// where the text was cut in its middle (see `ReplyText.brief`).
    func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            spellings(of: secret).reduce(text) { text, spelling in
                let whole = text.replacing(spelling, with: "***")
                guard whole.contains(Masking.cut) else { return whole }
                return Masking.lengths(spelling).reduce(whole) { text, length in
                    text.replacing(spelling.prefix(length) + Masking.cut, with: "***" + Masking.cut)
                }
            }
        }
    }

    /// The reply without what it repeats of our secrets, whatever comes of it afterwards. Long ones are left alone: what
    /// refuses a call is short, and what answers it repeats nothing.
    func masked(_ reply: HTTPReply) -> HTTPReply {
        guard reply.body.count <= Masking.replyBytesMax else { return reply }
        let text = reply.text
        let masked = masked(text)
        guard masked != text else { return reply }
        return HTTPReply(response: reply.response, body: Array(masked.utf8))
    }

    private static let replyBytesMax = 16 << 10

    /// Where a text was cut.
    private static let cut = "…"

    /// Of beginnings, the longest one first; fewer than four characters say nothing.
    private static func lengths(_ spelling: String) -> ReversedCollection<Range<Int>> {
        (4..<max(4, spelling.count)).reversed()
    }

    private func spellings(of secret: String) -> [String] {
        let json = String(JSONValue.string(secret).jsonText.dropFirst().dropLast())
        return [secret, PercentEncoding.encode(secret), json, json.replacing("/", with: "\\/")].reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// The failure with its texts masked.
    func masked(_ failure: PlatformFailure) -> PlatformFailure {
        switch failure {
        case .notSent(let reason): .notSent(masked(reason))
        case .outcomeUnknown(let reason): .outcomeUnknown(masked(reason))
        case .throttled(let reason, let pause): .throttled(reason: masked(reason), retryAfter: pause)
        case .transient(let reason): .transient(reason: masked(reason))
        case .sessionLost(let reason): .sessionLost(masked(reason))
        case .logInRefused(let reason): .logInRefused(masked(reason))
        case .duplicateNumber(let reason): .duplicateNumber(masked(reason))
        case .rejected(let reason): .rejected(reason: masked(reason))
        case .notFound(let reason): .notFound(masked(reason))
        }
    }
}
