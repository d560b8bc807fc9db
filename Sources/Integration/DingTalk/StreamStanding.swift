import Seams
import Synchronization

/// Since when the stream of events is not connected.
final class StreamStanding: Sendable {
    private let since = Mutex<Timestamp?>(nil)

    /// Nil while it is connected, and when nobody wants it to be.
    var lostSince: Timestamp? { since.withLock { $0 } }

    func connected() {
        since.withLock { $0 = nil }
    }

    /// It is to be connected, and is not.
    func lost(at now: Timestamp) {
        since.withLock { $0 = $0 ?? now }
    }

    /// Nobody wants it any more.
    func ended() {
        since.withLock { $0 = nil }
    }
}
