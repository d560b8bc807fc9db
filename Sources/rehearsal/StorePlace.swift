import Foundation
import Integration
import Seams

/// A store that a command opens beside the core, or in its place.
enum StorePlace: CustomStringConvertible {
    case file(String)
    case database(PostgreSQLAddress)

    /// Reads what a person wrote: a connection string of PostgreSQL, or else the path of an SQLite file.
    ///
    /// - Throws: `PostgreSQLAddressError`.
    init(_ text: String) throws(PostgreSQLAddressError) {
        let isDatabase = text.contains("://") || text.contains("host=") || text.contains("dbname=")
        guard isDatabase else {
            self = .file(text)
            return
        }
        let password = ProcessInfo.processInfo.environment["REHEARSAL_POSTGRESQL_PASSWORD"] ?? ""
        self = .database(try PostgreSQLAddress(text, password: password))
    }

    var description: String {
        switch self {
        case .file(let path): path
        case .database(let address): "PostgreSQL \(address)"
        }
    }

    /// Whether there can be something: an SQLite file that is missing would be made by opening it.
    var isThere: Bool {
        if case .file(let path) = self { FileManager.default.fileExists(atPath: path) } else { true }
    }

    /// Makes this process its only writer until it ends. PostgreSQL sees to that itself.
    ///
    /// - Throws: `StoreLockError`.
    func hold() throws(StoreLockError) {
        if case .file(let path) = self { try StoreLock.hold(path) }
    }

    /// Opens it under a name of its own, so that no worker's is taken: two that write under one name are refused.
    ///
    /// - Throws: GRDB's `DatabaseError` or `SQLError`.
    func open(as name: String) async throws -> any RelationalStore {
        switch self {
        case .file(let path): EmbeddedStore(try SQLiteDatabase(path: path))
        case .database(let address): try await PostgreSQLStore.open(address, worker: name, connections: 1)
        }
    }

    /// Opens it to read; any number may do so at a time.
    ///
    /// - Throws: as `open(as:)`.
    func openToRead() async throws -> any RelationalStore {
        try await open(as: "reader-\(ProcessInfo.processInfo.processIdentifier)")
    }
}
