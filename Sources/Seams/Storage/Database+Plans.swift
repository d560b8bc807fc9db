package import GRDB
import SeamsShim

extension Database {
    /// Keeps each statement's plan whatever values are bound to it (SQLite's "query planner stability guarantee").
    ///
    /// - Throws: `DatabaseError` when SQLite refuses.
    package func keepPlans() throws {
        let code = seams_keep_plans(sqliteConnection)
        guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
