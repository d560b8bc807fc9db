import Seams

/// Why a call to DingTalk or Kingdee did not do what was asked, sorted by what the caller may do about it.
///
/// Sorted by reason, never by HTTP status: both platforms refuse with status 200, and DingTalk's 403 means "too fast"
/// as often as "not allowed".
package enum PlatformFailure: Error, Hashable, Sendable {
    /// Nothing reached the platform. Calling again is safe.
    case notSent(String)
    /// The platform may have acted; its reply was lost, late or unreadable.
    case outcomeUnknown(String)
    /// The platform refused because of load or a limit; nothing happened. Calling again is safe after `retryAfter`.
    case throttled(reason: String, retryAfter: Duration)
    /// The platform refused for a passing reason (lock conflict, busy); nothing happened. Calling again is safe.
    case transient(reason: String)
    /// The session or token was not accepted, even after one renewal; nothing happened.
    case sessionLost(String)
    /// The platform refuses our log-in, whatever it is for: a wrong, expired or revoked account or secret; nothing happened.
    /// Calling again is safe, and pointless until a person has put that right.
    case logInRefused(String)
    /// Kingdee: the bill number exists already.
    case duplicateNumber(String)
    /// The platform refused the data or the permission: calling again with the same data is pointless.
    case rejected(reason: String)
    /// What was asked for does not exist.
    case notFound(String)
}

extension PlatformFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason)"
        case .outcomeUnknown(let reason): "outcome unknown: \(reason)"
        case .throttled(let reason, let pause): "throttled for \(pause.unitText): \(reason)"
        case .transient(let reason): "refused for now: \(reason)"
        case .sessionLost(let reason): "session lost: \(reason)"
        case .logInRefused(let reason): "log-in refused: \(reason)"
        case .duplicateNumber(let reason): "number exists: \(reason)"
        case .rejected(let reason): "rejected: \(reason)"
        case .notFound(let reason): "not found: \(reason)"
        }
    }
}
