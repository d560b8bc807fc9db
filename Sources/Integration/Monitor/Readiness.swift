import Synchronization

/// Which parts of the core are up: before all of them are, it answers nobody.
package final class Readiness: Sendable {
    /// What has to be up, in the order in which it comes up.
    package enum Part: String, CaseIterable, Sendable {
        case listener, store, recovery
    }

    private let up = Mutex<Set<Part>>([])

    package init() {}

    /// A part came up.
    package func mark(_ part: Part) {
        up.withLock { _ = $0.insert(part) }
    }

    /// The core is stopping: nothing is up any more.
    package func clear() {
        up.withLock { $0 = [] }
    }

    /// What is not up.
    package var missing: [Part] {
        up.withLock { up in Part.allCases.filter { !up.contains($0) } }
    }

    /// Whether everything is up.
    package var isReady: Bool { missing.isEmpty }
}

/// What the core says of itself to machines: `/health/ready` and the gauge `rehearsal_ready`.
///
/// A platform that never accepted the log-in since the start makes the core unready, so that a wrong secret is noticed
/// before a worker takes the place of one that works. One that refuses only later is named, and leaves the core ready: it
/// goes on taking events, which nobody else could take any better.
struct CoreHealth: Sendable {
    let readiness: Readiness
    let gate: CallGate

    /// What is missing: parts that are not up, and log-ins that are refused.
    var missing: [String] {
        readiness.missing.map(\.rawValue) + gate.refusedLogIns.map { "\($0.platform.rawValue)-log-in" }
    }

    var isReady: Bool { readiness.isReady && gate.refusedLogIns.allSatisfy(\.wasAccepted) }

    /// A word for the state.
    var status: String {
        guard readiness.isReady else { return "starting" }
        return isReady ? "ready" : "refused"
    }
}
