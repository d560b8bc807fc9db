package import GRDB

/// A change that waits for its transaction, which it may share with others ("group commit").
///
/// Either `fail` is called, because the whole transaction was undone, or what `run` returned once it is on the disk.
package struct WaitingChange: Sendable {
    /// Runs the change in a savepoint of its own, so that one that throws is undone alone.
    ///
    /// - Throws: when SQLite has rolled the whole transaction back (the disk is full).
    package let run: @Sendable (Database) throws -> FinishedChange
    /// Tells the caller that the transaction failed.
    package let fail: @Sendable (any Error) -> Void

    /// A change whose outcome goes to `report`.
    package init<Value: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Value,
        report: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        fail = { report(.failure($0)) }
        run = { database in
            var outcome: Result<Value, any Error> = .failure(DatabaseError(message: "no outcome"))
            do {
                try database.inSavepoint {
                    outcome = .success(try change(database))
                    return .commit
                }
            } catch {
                outcome = .failure(error)
                // A savepoint cannot be kept when SQLite has already rolled the whole transaction back (disk full).
                guard database.isInsideTransaction else { throw error }
            }
            let result = outcome
            return FinishedChange { report(result) }
        }
    }
}

/// A change that ran, and whose caller is told when its transaction is on the disk.
package struct FinishedChange: Sendable {
    /// Tells the caller.
    package let report: @Sendable () -> Void
}
