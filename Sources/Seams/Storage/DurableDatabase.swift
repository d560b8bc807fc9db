package import GRDB

/// The seam for storage: one SQLite database whose writes are durable before they are reported.
///
/// Two halves: `SQLiteDatabase` on a file, and the simulated disk of `VirtualTime`.
package protocol DurableDatabase: Sendable {
    /// Runs `change` in a transaction and returns once that transaction is on the disk (fsync included).
    ///
    /// Changes that wait at the same time may share one transaction ("group commit"). A change that throws is undone
    /// alone and its error thrown here; the others are not touched.
    func commit<Result: Sendable>(_ change: @escaping @Sendable (Database) throws -> Result) async throws -> Result

    /// Runs `query` on a snapshot that contains every change reported so far.
    func read<Result: Sendable>(_ query: @escaping @Sendable (Database) throws -> Result) async throws -> Result

    /// How much room its disk has left, in bytes; nil where nobody can tell.
    var bytesFree: Int? { get }

    /// Waits for running work and closes the file.
    func close() async throws
}

extension DurableDatabase {
    package var bytesFree: Int? { nil }
}
