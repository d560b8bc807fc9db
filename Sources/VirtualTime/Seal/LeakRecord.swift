import Synchronization

/// The first leak of determinism of a simulation: something that the seed does not repeat. Reached from any thread.
package final class LeakRecord: Sendable {
    private let first = Mutex<String?>(nil)
    private let isNoted = Atomic(false)

    /// What leaked first, for a person; nil when nothing did.
    package var description: String? { first.withLock { $0 } }

    var isAny: Bool { isNoted.load(ordering: .relaxed) }

    /// Notes a leak; only the first one counts.
    func note(_ what: @autoclosure () -> String) {
        first.withLock { first in
            if first == nil { first = what() }
        }
        isNoted.store(true, ordering: .relaxed)
    }
}
