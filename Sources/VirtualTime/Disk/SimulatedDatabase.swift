package import GRDB
import Seams

/// A node's database on a simulated disk: group commit as in `SQLiteDatabase`, with the disk's latency in virtual time.
///
/// Changes run at the end of their latency, all at once and on the simulation's thread; what a power cut in the middle
/// leaves is the disk's to say. A caller whose node died meanwhile never hears of it.
package final class SimulatedDatabase: DurableDatabase, @unchecked Sendable {
    private static let groupMax = 256

    private let simulation: Simulation
    private let node: SimulatedNode
    private let queue: DatabaseQueue
    private let disk: SimulatedDisk
    private var latencies: SeededGenerator
    private var waiting: [WaitingChange] = []
    private var isWriting = false

    /// Opens `name` as code of `node`.
    ///
    /// - Throws: GRDB's `DatabaseError`.
    package init(
        _ simulation: Simulation, of node: SimulatedNode, on disk: SimulatedDisk, name: String = "store.sqlite",
        synchronous: SimulatedDisk.Synchronous = .full
    ) throws {
        self.simulation = simulation
        self.node = node
        self.disk = disk
        queue = try disk.open(name, synchronous: synchronous)
        latencies = simulation.seed.stream("disk")
    }

    package func commit<Result: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await requireLife()
        return try await withUnsafeThrowingContinuation { continuation in
            waiting.append(WaitingChange(change) { continuation.resume(with: $0) })
            guard !isWriting else { return }
            isWriting = true
            scheduleWrite()
        }
    }

    package func read<Result: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await requireLife()
        return try await withUnsafeThrowingContinuation { continuation in
            simulation.schedule(after: .microseconds(Int(latencies.next() % 4) * 100), on: node) { [self] in
                // On one thread there is no snapshot to take. GRDB's `read` of a queue also switches `query_only` on and off,
                // and SQLite then prepares all statements anew: 665 times in a run of 20 approvals, against none.
                let result = Swift.Result { try queue.inDatabase(query) }
                if node.isAlive { continuation.resume(with: result) }
            }
        }
    }

    package var bytesFree: Int? { disk.isFull ? 0 : 1 << 40 }

    /// Returns only to code of a living process.
    private func requireLife() async throws {
        guard !simulation.isRunning(as: node) else { return }
        await simulation.never()
        throw DatabaseError(message: "the process is gone")
    }

    package func close() async throws {
        while isWriting, node.isAlive { try await VirtualClock(simulation, of: node).sleep(for: .milliseconds(1)) }
        try queue.close()
    }

    /// 0.3 ms to 1.5 ms mostly, sometimes up to 9 ms: what a small virtual machine's disk was seen to take.
    private func scheduleWrite() {
        let draw = latencies.next()
        let slow = draw % 50 == 0 ? (draw >> 8) % 80 : 0
        let latency = Duration.microseconds(Int(300 + (draw >> 16) % 12 * 100 + slow * 100))
        simulation.schedule(after: latency, on: node) { [self] in writeGroup() }
    }

    private func writeGroup() {
        let group = Array(waiting.prefix(SimulatedDatabase.groupMax))
        waiting.removeFirst(group.count)
        var outcomes: [FinishedChange] = []
        let result = Swift.Result {
            try queue.inDatabase { database in
                try database.inTransaction(.immediate) {
                    outcomes = try group.map { try $0.run(database) }
                    return .commit
                }
            }
        }
        guard node.isAlive else { return }
        switch result {
        case .success: for outcome in outcomes { outcome.report() }
        case .failure(let error): for change in group { change.fail(error) }
        }
        if waiting.isEmpty { isWriting = false } else { scheduleWrite() }
    }
}
