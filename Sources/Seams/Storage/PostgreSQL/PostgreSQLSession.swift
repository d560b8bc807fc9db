import CPostgreSQL

/// One connection to the server, confined to one thread.
///
/// It holds two advisory locks for as long as it lives: its own name for itself alone, so that a second process with the same
/// name, or its own former connection that the server has not missed yet, cannot work beside it; and its worker's name
/// together with its sisters, so that others see that the worker lives (`isGone`).
final class PostgreSQLSession: SQLConnection {
    private struct Statement: Hashable {
        var sql: String
        var types: [Oid]
    }

    /// More prepared statements than this are forgotten: the bound of what the server keeps for us.
    private static let statementsMax = 512

    let name: String
    let worker: String
    private let connection: OpaquePointer
    private var prepared: [Statement: String] = [:]
    /// How many statements were prepared so far, which names them.
    private var preparedCount = 0
    /// What the server refused since `beginChange`.
    private(set) var refusal: SQLError?

    var dialect: SQLDialect { .postgreSQL }

    /// Connects as the connection `slot` of `worker`.
    ///
    /// - Throws: `SQLError`: the server cannot be reached or refuses, somebody else has the name, or the server would not
    ///   keep what it commits.
    init(_ address: PostgreSQLAddress, worker: String, slot: Int) throws(SQLError) {
        name = "\(worker)/\(slot)"
        self.worker = worker
        connection = try PostgreSQLSession.connect(address, application: "rehearsal \(worker)/\(slot)")
        try prepareSession()
        try takeNames()
    }

    deinit {
        PQfinish(connection)
    }

    /// Opens a bare connection.
    static func connect(_ address: PostgreSQLAddress, application: String) throws(SQLError) -> OpaquePointer {
        let parameters = address.parameters(application: application)
        let connection = withCStrings(parameters.map(\.keyword)) { keywords in
            withCStrings(parameters.map(\.value)) { PQconnectdbParams(keywords, $0, 1) }
        }
        guard let connection else { throw SQLError("no memory for a connection", code: "53200") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw SQLError("no connection to \(address): \(connection.message)", code: "08001")
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)  // they would go to standard error
        return connection
    }

    /// Whether the connection is of no more use.
    var isLost: Bool { PQstatus(connection) != CONNECTION_OK }

    /// Forgets what was refused before.
    func beginChange() {
        refusal = nil
    }

    /// Runs commands without arguments and rows.
    func run(_ commands: String) throws(SQLError) {
        let result = PQexec(connection, commands)
        defer { PQclear(result) }
        try check(result)
    }

    /// Ends the transaction.
    ///
    /// - Throws: `SQLError` with `unknownOutcome` when the answer did not come; any other means that it was undone.
    func commit() throws(SQLError) {
        let result = PQexec(connection, "COMMIT")
        defer { PQclear(result) }
        do {
            try check(result)
        } catch {
            guard isLost else { throw error }
            throw SQLError("the connection was lost during a commit: \(error.message)", code: SQLError.unknownOutcome)
        }
        guard let result, String(cString: PQcmdStatus(result)) == "COMMIT" else {
            throw SQLError("the transaction was undone", code: "25P02")
        }
    }

    /// Undoes the transaction; a lost connection has done so already.
    func rollBack() {
        PQclear(PQexec(connection, "ROLLBACK"))
    }

    /// Prepares all statements anew, for a schema that changed.
    func forgetStatements() throws(SQLError) {
        try run("DEALLOCATE ALL")
        prepared = [:]
    }

    // MARK: SQLConnection

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let result = try perform(sql, arguments)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let result = try perform(sql, arguments)
        defer { PQclear(result) }
        return try PostgreSQLResult.rows(result)
    }

    func executeScript(_ sql: String) throws {
        try run(sql)
    }

    func notify(_ channel: String) throws {
        try execute("SELECT pg_notify(?, ?)", [.text(channel), .text(worker)])
    }

    func lock(_ key: String) throws {
        try execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))", [.text(key)])
    }

    func tryLock(_ key: String) throws -> Bool {
        try value(Bool.self, "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 1))", [.text(key)]) ?? false
    }

    func isGone(worker other: String) throws -> Bool {
        guard other != worker else { return false }
        return try value(
            Bool.self, "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))", [.text(other)]) ?? false
    }

    // MARK: Statements

    /// Returns a result that the caller clears.
    private func perform(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> OpaquePointer {
        var encoded = PostgreSQLArguments(arguments)
        let name = try prepare(sql, &encoded)
        let result = encoded.withPointers { values, lengths, formats in
            PQexecPrepared(connection, name, encoded.count, values, lengths, formats, 1)
        }
        do {
            try check(result)
        } catch {
            PQclear(result)
            throw error
        }
        guard let result else { throw SQLError("no memory for a result", code: "53200") }
        return result
    }

    private func prepare(_ sql: String, _ arguments: inout PostgreSQLArguments) throws(SQLError) -> String {
        let statement = Statement(sql: sql, types: arguments.types)
        if let name = prepared[statement] { return name }
        if prepared.count >= PostgreSQLSession.statementsMax { try forgetStatements() }
        preparedCount += 1
        let name = "s\(preparedCount)"
        let text = PostgreSQLPlaceholders.numbered(sql)
        if arguments.hasNull {
            arguments = try prepareWithNulls(name, text, arguments)
        } else {
            try prepare(name, text, arguments.types)
        }
        prepared[statement] = name
        return name
    }

    private func prepare(_ name: String, _ text: String, _ types: [Oid]) throws(SQLError) {
        let result = PQprepare(connection, name, text, Int32(types.count), types)
        defer { PQclear(result) }
        try check(result)
    }

    /// A null has no type of its own. Where the statement does not tell it either, as in `? IS NULL`, it is a text.
    private func prepareWithNulls(
        _ name: String, _ text: String, _ arguments: PostgreSQLArguments
    ) throws(SQLError) -> PostgreSQLArguments {
        let earlier = refusal
        try run("SAVEPOINT preparing")
        do {
            try prepare(name, text, arguments.types)
            try run("RELEASE SAVEPOINT preparing")
            return arguments
        } catch  where ["42P18", "42725"].contains(error.code) {
            refusal = earlier
            try run("ROLLBACK TO SAVEPOINT preparing; RELEASE SAVEPOINT preparing")
            let declared = arguments.declaringNulls()
            try prepare(name, text, declared.types)
            return declared
        }
    }

    private func check(_ result: OpaquePointer?) throws(SQLError) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default: break
        }
        // The primary message only: the detail quotes values.
        let code = PQresultErrorField(result, PostgreSQLSession.codeField).map { String(cString: $0) }
        let message = PQresultErrorField(result, PostgreSQLSession.messageField).map { String(cString: $0) }
        let error = SQLError(message ?? connection.message, code: code ?? (isLost ? "08006" : ""))
        refusal = refusal ?? error
        throw error
    }

    /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY` of libpq's postgres_ext.h.
    private static let codeField = Int32(UInt8(ascii: "C"))
    private static let messageField = Int32(UInt8(ascii: "M"))

    // MARK: The start

    private func prepareSession() throws(SQLError) {
        // A process that stands still inside a transaction would hold its rows for ever; one whose machine died is missed
        // after half a minute.
        try run(
            """
            SET idle_in_transaction_session_timeout = '15s'; SET tcp_keepalives_idle = 10;
            SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET standard_conforming_strings = on
            """)
        guard try setting("fsync") == "on" else {
            throw SQLError("the server runs with fsync off: commits would not be durable; switch it on")
        }
        // What is safer than the default (remote_apply) is left alone.
        if try ["off", "local"].contains(setting("synchronous_commit")) { try run("SET synchronous_commit = on") }
    }

    private func setting(_ name: String) throws(SQLError) -> String {
        let result = PQexec(connection, "SHOW \(name)")
        defer { PQclear(result) }
        try check(result)
        return PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? ""
    }

    private func takeNames() throws(SQLError) {
        let own = try single("SELECT pg_try_advisory_lock(hashtextextended(?, 2))", [.text(name)])
        guard own == .integer(1) else {
            throw SQLError(
                "another process works as '\(worker)' on this database: give each its own store.worker",
                code: PostgreSQLSession.nameTaken)
        }
        _ = try single("SELECT pg_advisory_lock_shared(hashtextextended(?, 0))", [.text(worker)])
    }

    /// The code of the error when another living connection has our name (SQLSTATE `lock_not_available`).
    static let nameTaken = "55P03"

    private func single(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> SQLValue? {
        let result = try perform(sql, arguments)
        defer { PQclear(result) }
        return try PostgreSQLResult.rows(result).first?.values.first
    }
}

extension SQLError {
    /// Whether the same change may succeed when it is run again: a deadlock, a serialization failure, a plan that a new
    /// schema made stale.
    var isPassing: Bool { ["40001", "40P01", "0A000", "26000"].contains(code) }
}

extension OpaquePointer {
    /// What libpq says about this connection, in one line.
    var message: String {
        PQerrorMessage(self).map { String(cString: $0) }?
            .split(whereSeparator: \.isNewline).joined(separator: " ") ?? "no reason given"
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(bytes.count)
        bytes.append(contentsOf: text.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { storage in
        var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in storage.baseAddress.map { $0 + offset } }
        pointers.append(nil)
        return body(pointers)
    }
}
