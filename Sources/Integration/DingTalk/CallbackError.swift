/// Why a pushed callback was not accepted. The texts name no secret.
package enum CallbackError: Error, Hashable, CustomStringConvertible {
    /// The configured key is not 43 letters and digits.
    case unusableKey
    /// The query or body lacks this member.
    case missing(String)
    /// The signature is not ours: a wrong token, or not DingTalk.
    case signatureMismatch
    /// The signature holds, but the text does not decrypt to an event.
    case undecryptable(String)
    /// The signature holds, but it was made too long ago, or too far ahead.
    case stale
    /// Decrypted, but meant for another application or organisation.
    case ownerMismatch

    package var description: String {
        switch self {
        case .unusableKey: "the callback's AES key must be the 43 letters and digits of the developer console"
        case .missing(let name): "the callback has no '\(name)'"
        case .signatureMismatch: "the callback's signature does not match; check the token (DingTalk's 900005)"
        case .undecryptable(let reason): "the callback cannot be decrypted: \(reason); check the AES key (900008)"
        case .stale:
            "the callback's timestamp is too far from our clock: it was recorded and sent again, or a clock is wrong; the"
                + " allowed distance is dingtalk.callbackWindow"
        case .ownerMismatch:
            "the callback is for another owner (900010); the owner key is the app key for callbacks from the developer"
                + " console, and the corpId for those registered by API"
        }
    }
}

extension CallbackError {
    /// A short name from a bounded set, for metrics.
    var label: String {
        switch self {
        case .unusableKey: "unusable-key"
        case .missing: "missing"
        case .signatureMismatch: "signature"
        case .undecryptable: "undecryptable"
        case .stale: "stale"
        case .ownerMismatch: "owner"
        }
    }
}
