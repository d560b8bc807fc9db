import Synchronization

/// Which parts of the core are up. It is ready when all of them are.
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
