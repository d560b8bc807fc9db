/// The seam for storage as the core sees it: an SQL database whose writes are durable before they are reported.
///
/// Two halves: `EmbeddedStore` on SQLite (the default, also in the virtual world), and `PostgreSQLStore` for several
/// workers on several machines.
package protocol RelationalStore: Sendable {
    var dialect: SQLDialect { get }

    /// Names this process among all that work on the database, over restarts too. Two that live never have the same name.
    var worker: String { get }

    /// Runs `change` in a transaction and returns once that transaction is on the disk. Changes that wait at the same time
    /// may share one ("group commit"); one that throws is undone alone and its error thrown here.
    ///
    /// `change` may run more than once, when its transaction was undone for another's sake (a deadlock, a lost connection):
    /// it has no effect beside the database. An error whose code is `SQLError.unknownOutcome` leaves open whether it is
    /// on the disk.
    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `query` on a snapshot that contains every change reported so far.
    func read<Result: Sendable>(
        _ query: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Calls `onChange` whenever another process committed a `notify` on `channel`, until the task is cancelled. Returns at
    /// once for a database that has one process only.
    func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async

    /// How much room its disk has left, in bytes; nil where nobody can tell, such as for a server elsewhere.
    var bytesFree: Int? { get }

    /// Waits for running work and closes.
    func close() async throws
}

extension RelationalStore {
    package var bytesFree: Int? { nil }
    package var worker: String { "embedded" }
}
