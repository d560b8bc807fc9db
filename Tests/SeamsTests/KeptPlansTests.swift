import GRDB
import SeamsShim
import Testing

@testable import Seams

@Suite struct KeptPlansTests {
    @Test func preparesAStatementOnceWhateverIsBoundToIt() throws {
        #expect(try preparationsAnew(keepingPlans: true) == 0)
    }

    /// Where SQLite was built without STAT4 nothing is prepared anew anyway, and there is nothing to keep.
    @Test func wouldPrepareItAnewOtherwise() throws {
        let options = try DatabaseQueue().read { try String.fetchAll($0, sql: "PRAGMA compile_options") }
        guard options.contains("ENABLE_STAT4") else { return }
        #expect(try preparationsAnew(keepingPlans: false) > 0)
    }

    /// How often SQLite prepares one statement anew while it runs with other values.
    private func preparationsAnew(keepingPlans: Bool) throws -> Int32 {
        try DatabaseQueue().write { database in
            if keepingPlans { try database.keepPlans() }
            try database.execute(
                sql: """
                    CREATE TABLE items (id INTEGER PRIMARY KEY, due INTEGER, state TEXT);
                    CREATE INDEX items_due ON items (due);
                    CREATE INDEX items_state ON items (state, id);
                    """)
            let statement = try database.makeStatement(
                sql: "SELECT id FROM items WHERE due <= ? AND state <> ? ORDER BY due LIMIT ?")
            for number in 0..<20 {
                _ = try Int.fetchAll(statement, arguments: [number, "open\(number)", 5])
            }
            return sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_REPREPARE, 0)
        }
    }
}
