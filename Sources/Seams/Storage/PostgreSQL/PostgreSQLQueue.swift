import Foundation

/// Where changes wait for one of the connections' threads.
///
/// Unchecked: `jobs` and `isClosed` are touched under `condition` only.
final class PostgreSQLQueue: @unchecked Sendable {
    /// More changes than this do not share one transaction: a bound on how long the first of them waits, and on the locks
    /// that a transaction holds.
    private static let groupMax = 128

    private let condition = NSCondition()
    private var jobs: [PostgreSQLChange] = []
    private var isClosed = false

    /// Adds a job; false when the queue is closed.
    func add(_ job: PostgreSQLChange) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else { return false }
        jobs.append(job)
        condition.signal()
        return true
    }

    /// Waits for work: one query, or all changes that may share a transaction. Nil when the queue is closed and empty.
    func next() -> [PostgreSQLChange]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty, !isClosed { condition.wait() }
        guard let first = jobs.first else { return nil }
        if first.isQuery { return [jobs.removeFirst()] }
        let group = Array(jobs.lazy.filter { !$0.isQuery }.prefix(PostgreSQLQueue.groupMax))
        var left = group.count
        jobs.removeAll { job in
            guard !job.isQuery, left > 0 else { return false }
            left -= 1
            return true
        }
        return group
    }

    /// Waits for `seconds`, or until the queue is closed.
    func pause(seconds: Double) {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: seconds)
        while !isClosed, Date() < end { _ = condition.wait(until: end) }
        condition.signal()  // a signal for a new job may have been ours
    }

    /// Takes nothing new; what waits is still worked on.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }
}
