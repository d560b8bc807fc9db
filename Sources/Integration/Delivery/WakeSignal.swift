/// Tells a loop that there may be something to do. Signals that nobody has taken yet are one signal.
package final class WakeSignal: Sendable {
    /// The signals, until `stop`. For one loop.
    let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A signal that is already set, so that a loop looks once when it starts.
    package init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
    }

    /// Makes the loop look.
    package func wake() {
        continuation.yield()
    }

    /// Ends the loop. Cannot be undone.
    package func stop() {
        continuation.finish()
    }
}
