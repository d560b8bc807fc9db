/// The seam for time: what the clock says, and waiting.
///
/// Everything in `Simulators` and `Integration` reads and waits through one of these, so that the same code runs in
/// real and in virtual time. One `Time` is one clock: `now` never runs backwards within a process.
package protocol Time: Sendable {
    /// The current time.
    var now: Timestamp { get }

    /// Waits until `deadline`, or returns at once if it has passed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while waiting.
    func sleep(until deadline: Timestamp) async throws
}

extension Time {
    /// Waits for `duration`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while waiting.
    package func sleep(for duration: Duration) async throws {
        try await sleep(until: now + duration)
    }

    /// Runs `body`, and cancels it when it takes longer than `limit`.
    ///
    /// Returns nil on a time-out. `body` must react to cancellation, since its end is awaited.
    package func withTimeout<Result: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                try await self.sleep(for: limit)
                return nil
            }
            return try await group.next() ?? nil
        }
    }
}
