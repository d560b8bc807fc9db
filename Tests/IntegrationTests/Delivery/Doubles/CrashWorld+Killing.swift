@testable import Integration

extension CrashWorld {
    /// Runs once for each boundary of a first life, killed there, until a life meets no more of them; returns how many there
    /// were.
    ///
    /// - Parameters:
    ///   - disk: the disk to start over with; nil for a new one in memory.
    ///   - judge: looks at each outcome, with where the first life was killed.
    @discardableResult
    func killEverywhere(
        on disk: (any CrashDisk)? = nil, _ judge: (Outcome, String) -> Void
    ) async throws -> Int {
        var world = self
        world.disk = try disk ?? self.disk ?? MemoryDatabase()
        for boundary in 1... {
            world.kills = [boundary]
            let outcome = try await world.run()
            judge(outcome, "killed at \(boundary)")
            guard outcome.boundaries.count > 1 else { return boundary - 1 }
        }
        return 0
    }
}
