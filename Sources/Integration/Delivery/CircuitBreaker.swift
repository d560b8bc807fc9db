package import Seams

/// Stops calling an operation that keeps failing, and lets single probes through until one succeeds.
///
/// A probe is counted by time, not by its report: a prober that dies cannot keep the breaker from probing again.
package struct CircuitBreaker: Hashable, Sendable {
    private static let horizon = Duration.seconds(60)

    private enum State: Hashable {
        /// `since` is the first failure of the row.
        case closed(failures: Int, since: Timestamp)
        /// `lastSlot` is the last probe that was promised to a caller who was turned away.
        case open(probeAt: Timestamp, probes: Int, lastSlot: Timestamp)
    }

    /// Failures in a row that open it, if the row has lasted for `patience`: of many calls in flight at once a few can
    /// fail together while the platform works well.
    package let threshold: Int
    package let patience: Duration
    /// The pauses between probes: from `base`, doubling up to `cap`.
    package let pauses: Backoff
    private var state = State.closed(failures: 0, since: Timestamp(nanoseconds: 0))

    package init(
        threshold: Int = 5, patience: Duration = .seconds(1),
        pauses: Backoff = Backoff(base: .milliseconds(500), cap: .seconds(3))
    ) {
        self.threshold = threshold
        self.patience = patience
        self.pauses = pauses
    }

    /// Whether calls are held back.
    package var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Asks for one call: nil lets it go, otherwise when to ask again. Everybody who is turned away gets a time of his
    /// own, so that a thousand waiting items do not all come back for one probe; whoever comes later than `horizon`
    /// shares its time.
    package mutating func admit(at now: Timestamp) -> Timestamp? {
        guard case .open(let probeAt, let probes, let lastSlot) = state else { return nil }
        guard now < probeAt else {
            state = .open(probeAt: now + pauses.limit(step: probes + 1), probes: probes + 1, lastSlot: now)
            return nil
        }
        let slot = min(max(probeAt, lastSlot + pauses.limit(step: probes)), now + CircuitBreaker.horizon)
        state = .open(probeAt: probeAt, probes: probes, lastSlot: slot)
        return slot
    }

    /// The platform answered. Returns whether this closed an open breaker.
    package mutating func succeeded() -> Bool {
        defer { state = .closed(failures: 0, since: Timestamp(nanoseconds: 0)) }
        return isOpen
    }

    /// The platform did not answer, or could not work.
    package mutating func failed(at now: Timestamp) {
        guard case .closed(let failures, let first) = state else { return }
        let since = failures == 0 ? now : first
        let isTooMany = failures + 1 >= threshold && now - since >= patience
        state =
            isTooMany
            ? .open(probeAt: now + pauses.limit(step: 1), probes: 1, lastSlot: now)
            : .closed(failures: failures + 1, since: since)
    }
}
