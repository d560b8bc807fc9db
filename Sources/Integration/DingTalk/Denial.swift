import Seams
import Synchronization

/// The time during which the platform denies our address: calls would only prolong it, so none is sent.
final class Denial: Sendable {
    private let state = Mutex<(reason: String, until: Timestamp)?>(nil)

    /// Notes that the platform denies us from now on, and returns the failure of the call that learned it.
    func begin(_ reason: String, for pause: Duration, at now: Timestamp) -> PlatformFailure {
        state.withLock { $0 = (reason, now + pause) }
        return .throttled(reason: reason, retryAfter: pause)
    }

    /// Throws while the denial lasts.
    func check(at now: Timestamp) throws(PlatformFailure) {
        guard let (reason, until) = state.withLock({ $0 }), until > now else { return }
        throw .throttled(reason: reason, retryAfter: until - now)
    }
}
