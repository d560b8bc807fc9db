import GRDB
import Seams

/// A database in memory. What was committed outlives the store objects on it, as a disk outlives a process.
final class MemoryDatabase: DurableDatabase {
    private let queue: DatabaseQueue

    init() throws {
        queue = try DatabaseQueue()
    }

    /// Empties all tables but leaves the schema. Starting over is much cheaper than opening another database.
    func wipe() async throws {
        try await queue.write { database in
            let tables = try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_versions' ORDER BY name
                    """)
            for table in tables { try database.cachedStatement(sql: "DELETE FROM \(table)").execute() }
        }
    }

    /// Cached statements instead of GRDB's own transactions: the crash tests make a million of these.
    func commit<Result: Sendable>(_ change: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await queue.writeWithoutTransaction { database in
            try database.cachedStatement(sql: "BEGIN").execute()
            do {
                let result = try change(database)
                try database.cachedStatement(sql: "COMMIT").execute()
                return result
            } catch {
                try database.cachedStatement(sql: "ROLLBACK").execute()
                throw error
            }
        }
    }

    func read<Result: Sendable>(_ query: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await queue.unsafeRead(query)
    }

    /// Closes nothing, so that a test may look at what a stopped core left behind; but like GRDB it refuses to in a task
    /// that is cancelled.
    func close() async throws {
        try Task.checkCancellation()
    }
}
