import Synchronization

/// Asks for a listing at once, for example because a platform answers again after a break.
package final class CatchUpRequests: Sendable {
    let signal = WakeSignal()
    private let isAsked = Mutex(true)
    private let hasEnded = Mutex(false)

    /// A request that is already made: the first pass runs at the start.
    package init() {}

    /// Makes the next pass run now, and re-read everything that is running.
    package func ask() {
        isAsked.withLock { $0 = true }
        signal.wake()
    }

    /// Whether the passes are to end: a long one looks between its pages.
    var isStopped: Bool { hasEnded.withLock { $0 } }

    /// Ends the passes.
    package func stop() {
        hasEnded.withLock { $0 = true }
        signal.stop()
    }

    /// Whether somebody asked since the last call.
    func take() -> Bool {
        isAsked.withLock { isAsked in
            defer { isAsked = false }
            return isAsked
        }
    }
}
