import Foundation
package import GRDB
import Synchronization

/// A SQLite file in WAL mode with `synchronous=FULL`: a reported commit survives a power cut.
///
/// Changes that wait while a transaction is being written share the next one, so that the disk's flush (0.3 ms to 8 ms)
/// is paid once for all of them: "group commit". Each change runs in a savepoint of its own.
package final class SQLiteDatabase: DurableDatabase {
    private struct Queue {
        var waiting: [WaitingChange] = []
        var isWriting = false
    }

    /// More changes than this do not share one transaction: a bound on how long the first of them waits.
    private static let groupMax = 256

    /// What the writer keeps in memory at most.
    private static let cacheKiB = 32 * 1024

    /// The pages of a new file: what is stored beside an item, some kilobytes, fits into them. With SQLite's 4 KiB each body is
    /// a chain of pages, which costs the bulk path 7 %; single events are 20 to 25 % quicker with those.
    private static let pageBytes = 16 * 1024

    private let pool: DatabasePool
    private let queue = Mutex(Queue())

    /// Opens or creates the file at `path`.
    ///
    /// - Throws: GRDB's `DatabaseError` when the file is no database or cannot be written.
    package init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = \(SQLiteDatabase.pageBytes)") }
        pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB lowers WAL databases to NORMAL, which may lose the last commits at a power cut.
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // A transaction larger than SQLite's 2 MiB of cache writes its pages several times over.
            try database.execute(sql: "PRAGMA cache_size = -\(SQLiteDatabase.cacheKiB)")
            // Pages that change often are copied back once in 64 MiB of log rather than once in 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \((64 << 20) / SQLiteDatabase.pageBytes)")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else {
            throw DatabaseError(message: "cannot set synchronous=FULL: commits would not be durable")
        }
    }

    package func commit<Result: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let mustStart = queue.withLock { queue in
                queue.waiting.append(WaitingChange(change) { continuation.resume(with: $0) })
                defer { queue.isWriting = true }
                return !queue.isWriting
            }
            if mustStart { pool.asyncWriteWithoutTransaction { [self] in writeGroups($0) } }
        }
    }

    package func read<Result: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await pool.read(query)
    }

    package var bytesFree: Int? {
        let folder = URL(fileURLWithPath: pool.path).deletingLastPathComponent().path
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }

    package func close() async throws {
        let pool = pool
        // In a task of its own, awaited here: a caller that was cancelled must still leave a closed file behind.
        try await Task { try await pool.barrierWriteWithoutTransaction { _ in } }.value
        try pool.close()
    }

    private func writeGroups(_ database: Database) {
        while let group = nextGroup() {
            var outcomes: [FinishedChange] = []
            do {
                try database.inTransaction(.immediate) {
                    outcomes = try group.map { try $0.run(database) }
                    return .commit
                }
                for outcome in outcomes { outcome.report() }
            } catch {
                for change in group { change.fail(error) }
            }
        }
    }

    private func nextGroup() -> [WaitingChange]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isWriting = false
                return nil
            }
            let group = Array(queue.waiting.prefix(SQLiteDatabase.groupMax))
            queue.waiting.removeFirst(group.count)
            return group
        }
    }
}
