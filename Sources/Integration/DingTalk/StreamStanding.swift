import Seams
import Synchronization

/// Since when the stream of events is connected, or is not.
final class StreamStanding: Sendable {
    private struct State {
        var lost: Timestamp?
        var connected: Timestamp?
    }

    private let state = Mutex(State())

    /// Nil while it is connected, and when nobody wants it to be.
    var lostSince: Timestamp? { state.withLock { $0.lost } }

    /// Nil while it is not connected.
    var connectedSince: Timestamp? { state.withLock { $0.connected } }

    func connected(at now: Timestamp) {
        state.withLock { $0 = State(connected: $0.connected ?? now) }
    }

    /// It is to be connected, and is not.
    func lost(at now: Timestamp) {
        state.withLock { $0 = State(lost: $0.lost ?? now) }
    }

    /// Nobody wants it any more.
    func ended() {
        state.withLock { $0 = State() }
    }
}
