import Foundation
import GRDB
import Seams
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SQLiteDatabaseTests {
    private struct Refused: Error {}

    @Test
    func keepsEveryConcurrentCommit() async throws {
        try await withDatabase { database, path in
            try await withThrowingDiscardingTaskGroup { group in
                for value in 0..<500 {
                    group.addTask {
                        try await database.commit {
                            try $0.execute(sql: "INSERT INTO t VALUES (?)", arguments: [value])
                        }
                    }
                }
            }
            let second = try SQLiteDatabase(path: path)
            let count = try await second.read { try Int.fetchOne($0, sql: "SELECT COUNT(DISTINCT v) FROM t") }
            #expect(count == 500)
            try await second.close()
        }
    }

    @Test
    func undoesAFailedChangeAloneAmongItsNeighbours() async throws {
        try await withDatabase { database, _ in
            await withDiscardingTaskGroup { group in
                for value in 0..<100 {
                    group.addTask {
                        // Every tenth change is refused on purpose; the count below proves which were kept.
                        try? await database.commit { connection in
                            try connection.execute(sql: "INSERT INTO t VALUES (?)", arguments: [value])
                            if value % 10 == 0 { throw Refused() }
                        }
                    }
                }
            }
            let count = try await database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM t") }
            #expect(count == 90)
        }
    }

    @Test
    func reportsTheErrorOfAChangeToItsCaller() async throws {
        try await withDatabase { database, _ in
            await #expect(throws: Refused.self) { try await database.commit { _ in throw Refused() } }
            await #expect(throws: DatabaseError.self) { try await database.commit { try $0.execute(sql: "NONSENSE") } }
            try await database.commit { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        }
    }

    @Test
    func flushesEachCommitToTheDisk() async throws {
        try await withDatabase { database, _ in
            let level = try await database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
            #expect(level == "wal")
            // Inside a transaction SQLite still answers this pragma; 2 is FULL.
            let synchronous = try await database.commit { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
            #expect(synchronous == 2)
        }
    }

    private func withDatabase(_ body: (SQLiteDatabase, String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("store.sqlite").path
        let database = try SQLiteDatabase(path: path)
        try await database.commit { try $0.execute(sql: "CREATE TABLE t (v INTEGER)") }
        try await body(database, path)
        try await database.close()
    }
}
