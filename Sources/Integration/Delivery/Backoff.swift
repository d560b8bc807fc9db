import Seams

/// Exponential back-off with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015): a uniform draw
/// below a limit that doubles.
package struct Backoff: Hashable, Sendable {
    /// The limit of the first pause.
    package var base: Duration
    /// The largest limit.
    package var cap: Duration

    package init(base: Duration = .milliseconds(200), cap: Duration = .seconds(20)) {
        self.base = base
        self.cap = cap
    }

    /// The limit of the `step`-th pause in a row, counted from 1.
    package func limit(step: Int) -> Duration {
        min(cap, base * (1 << min(max(step - 1, 0), 30)))
    }

    /// The `step`-th pause in a row for a draw `fraction` from 0 ..< 1.
    package func pause(step: Int, fraction: Double) -> Duration {
        .nanoseconds(Int64(Double(limit(step: step).nanoseconds) * fraction))
    }
}
