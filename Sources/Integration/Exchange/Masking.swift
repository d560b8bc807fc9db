/// Keeps tokens and secrets out of texts that end up in errors and logs.
struct Masking: Sendable {
    /// Shorter values are no secrets, and masking them would garble the text.
    private static let lengthMin = 6

    private let secrets: [String]

    init(_ secrets: [String?]) {
        self.secrets = secrets.compactMap(\.self).filter { $0.count >= Masking.lengthMin }
    }

    /// The text with each secret, plain or percent-encoded, replaced by `***`.
    func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.replacing(secret, with: "***").replacing(PercentEncoding.encode(secret), with: "***")
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
        case .duplicateNumber(let reason): .duplicateNumber(masked(reason))
        case .rejected(let reason): .rejected(reason: masked(reason))
        case .notFound(let reason): .notFound(masked(reason))
        }
    }
}
