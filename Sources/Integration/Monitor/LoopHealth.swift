import Seams
import Synchronization

/// Which of the core's loops fail at the moment: kept in memory, by one process.
final class LoopHealth: Sendable {
    /// A loop that failed when it last ran.
    struct Failure: Hashable, Codable, Sendable {
        /// From a bounded set, such as `catch-up`.
        var loop: String
        /// When it first failed after it had last worked.
        var since: Timestamp
        var last: Timestamp
        var reason: String
    }

    /// A failure says nothing any more when the loop has not run for so long: another process may have its role by now.
    private static let validity = Duration.seconds(1800)

    private let failures = Mutex<[String: Failure]>([:])

    func worked(_ loop: String) {
        failures.withLock { $0[loop] = nil }
    }

    /// Another worker has the loop's role now: how it fares is for that one to say.
    func left(_ loop: String) { worked(loop) }

    func failed(_ loop: String, _ reason: String, at now: Timestamp) {
        failures.withLock { failures in
            let since = failures[loop]?.since ?? now
            failures[loop] = Failure(loop: loop, since: since, last: now, reason: reason)
        }
    }

    /// Those that fail, by name.
    func failing(at now: Timestamp) -> [Failure] {
        failures.withLock { failures in
            failures.values.filter { now - $0.last < LoopHealth.validity }.sorted { $0.loop < $1.loop }
        }
    }
}
