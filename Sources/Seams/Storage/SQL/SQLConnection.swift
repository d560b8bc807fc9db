/// What a change or a query works on: one connection inside one transaction. Synchronous; valid only until the closure
/// that got it returns. A statement that was refused ends the change: whoever catches its error and goes on fails all the
/// same under PostgreSQL.
///
/// Statements are written once for both engines: `?` for arguments, `ON CONFLICT … DO UPDATE`, `RETURNING`; what differs
/// goes by `dialect`. Two halves: SQLite by GRDB, and PostgreSQL by libpq.
package protocol SQLConnection {
    var dialect: SQLDialect { get }

    /// Names the connection among all that write to the database, over restarts too: what needs a strict order of its own
    /// without waiting for others (a chain of the audit log) keeps one by this name.
    var name: String { get }

    /// Runs one statement and returns how many rows it changed.
    ///
    /// - Throws: `SQLError`.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs one statement and returns its rows.
    ///
    /// - Throws: `SQLError`.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

    /// Runs several statements without arguments, such as a schema.
    ///
    /// - Throws: `SQLError`.
    func executeScript(_ sql: String) throws

    /// Tells every process that waits for `channel` of the same database that something changed, once the transaction is
    /// committed. An embedded database has one process only, which needs no telling.
    func notify(_ channel: String) throws

    /// Takes `key` until the transaction ends, and waits while another transaction has it. For what belongs together without
    /// being one row. An embedded database has one writer, who has every key.
    func lock(_ key: String) throws

    /// As `lock`, but never waits: false when another transaction has the key.
    func tryLock(_ key: String) throws -> Bool

    /// Whether no living process works under the name `worker` (see `RelationalStore.worker`). When true, none begins to
    /// before the transaction ends: what it held may be given to others.
    func isGone(worker: String) throws -> Bool
}

extension SQLConnection {
    package func lock(_ key: String) throws {}
    package func tryLock(_ key: String) throws -> Bool { true }
    package func isGone(worker: String) throws -> Bool { false }
}

extension SQLConnection {
    /// Runs one statement without arguments and returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// Runs one statement without arguments and returns its rows.
    package func rows(_ sql: String) throws -> [SQLRow] { try rows(sql, []) }

    /// The first row; nil when there is none.
    package func row(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? {
        try rows(sql, arguments).first
    }

    /// The first row's first column; nil when there is no row, or when it is null.
    package func value<Value: SQLConvertible>(
        _ type: Value.Type = Value.self, _ sql: String, _ arguments: [SQLValue] = []
    ) throws -> Value? {
        try rows(sql, arguments).first?.find(0, as: Value.self)
    }
}

/// The database refused a statement, or its connection is gone.
package struct SQLError: Error, Hashable, CustomStringConvertible {
    /// What the database says. Statements are ours and hold no secrets; arguments are not shown.
    package var message: String
    /// The five characters of PostgreSQL's SQLSTATE, or SQLite's result code; empty when there is none.
    package var code: String

    /// The connection was lost while the transaction was being committed: it may be on the disk, or not.
    package static let unknownOutcome = "08007"

    package init(_ message: String, code: String = "") {
        self.message = message
        self.code = code
    }

    package var description: String { code.isEmpty ? message : "\(message) (\(code))" }
}
