import CPostgreSQL
import Foundation

/// A PostgreSQL server of our own, in a fresh folder and on a Unix socket only, for tests and rehearsals: started from the
/// machine's packages, durable like a real one (fsync on), and gone without a trace when it is stopped, or when the process
/// that started it ends in whatever way.
///
/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where there is none.
package final class LocalPostgreSQL: Sendable {
    /// One for everybody in this process who wants one, started when it is first asked for: for tests.
    package static let shared = Result { try start() }

    private let process: Process
    /// The server lives until this is closed.
    private let life: Pipe
    private let folder: String

    private init(process: Process, life: Pipe, folder: String) {
        self.process = process
        self.life = life
        self.folder = folder
    }

    /// Makes a database cluster and starts a server on it, which takes about two seconds. Blocks its thread.
    ///
    /// - Throws: `LocalPostgreSQLError`.
    package static func start() throws(LocalPostgreSQLError) -> LocalPostgreSQL {
        guard let binaries = binaryFolder else { throw .notInstalled }
        var template = Array("/tmp/rehearsal-postgresql-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .failed("no folder in /tmp") }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(folder, 0o755)
        let process = Process()
        let life = Pipe()
        let (user, prefix) = try unprivileged(owning: folder)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = prefix + ["/bin/sh", "-c", script, "sh", binaries, folder]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = life
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw .failed("as \(user): \(error)") }
        let server = LocalPostgreSQL(process: process, life: life, folder: folder)
        try server.waitUntilReady()
        return server
    }

    /// As `start`, without blocking the caller's thread.
    ///
    /// - Throws: `LocalPostgreSQLError`.
    package static func launch() async throws -> LocalPostgreSQL {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try start() }) }
        }
    }

    /// As `stop`, without blocking the caller's thread.
    package func end() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.stop()
                continuation.resume()
            }
        }
    }

    /// The connection string of a database in it.
    package func address(database: String = "postgres") -> String {
        "host=\(folder) user=rehearsal dbname=\(database)"
    }

    /// Makes an empty database and returns its connection string.
    ///
    /// - Throws: `SQLError`, `PostgreSQLAddressError`.
    package func makeDatabase(_ name: String) throws -> String {
        let connection = try PostgreSQLSession.connect(try PostgreSQLAddress(address()), application: "rehearsal")
        defer { PQfinish(connection) }
        let result = PQexec(connection, "CREATE DATABASE \"\(name)\"")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw SQLError(connection.message) }
        return address(database: name)
    }

    /// Stops the server and removes its folder. Blocks its thread until it is gone.
    package func stop() {
        // Closing what is closed is no error here.
        try? life.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// `$1` binaries, `$2` folder. `read` returns when our end of the pipe is closed, even by our death.
    private static let script = """
        "$1/initdb" -D "$2/data" -U rehearsal -A trust -E UTF8 --locale=C --no-sync >"$2/log" 2>&1 || { read -r _; rm -rf "$2"; exit 1; }
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=on -c max_connections=400 \
          -c shared_buffers=64MB >>"$2/log" 2>&1 &
        server=$!
        read -r _
        kill -INT $server
        wait $server
        rm -rf "$2"
        """

    private static var binaryFolder: String? {
        let manager = FileManager.default
        let versions = (try? manager.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let debian = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (debian + path).first { folder in
            ["initdb", "postgres"].allSatisfy { manager.isExecutableFile(atPath: "\(folder)/\($0)") }
        }
    }

    /// Who runs the server, and the command that makes it so. Gives the folder to him.
    private static func unprivileged(
        owning folder: String
    ) throws(LocalPostgreSQLError) -> (user: String, prefix: [String]) {
        guard geteuid() == 0 else { return ("this user", []) }
        for user in ["postgres", "nobody"] {
            guard let entry = getpwnam(user) else { continue }
            let (uid, gid) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
            guard chown(folder, uid, gid) == 0 else { throw .failed("\(folder) cannot be given to \(user)") }
            return (user, ["setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"])
        }
        throw .failed("it refuses to run as root, and there is no user postgres or nobody")
    }

    private func waitUntilReady() throws(LocalPostgreSQLError) {
        let end = Date(timeIntervalSinceNow: 60)
        while process.isRunning, Date() < end {
            if PQping(address()) == PQPING_OK { return }
            Thread.sleep(forTimeInterval: 0.02)
            // The script waits for us when initdb failed.
            if log.contains("initdb: error") { break }
        }
        let lines = log.split(separator: "\n").suffix(5).joined(separator: "\n")
        stop()
        throw .failed("it does not start: \(lines)")
    }

    private var log: String {
        // Not there yet: nothing to show.
        (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
    }
}

/// Why there is no server.
package enum LocalPostgreSQLError: Error, Hashable, CustomStringConvertible {
    case notInstalled
    case failed(String)

    package var description: String {
        switch self {
        case .notInstalled:
            "PostgreSQL is not installed: apt-get install postgresql (or run tools/setup.sh --tests), then try again"
        case .failed(let reason): "PostgreSQL could not be started: \(reason)"
        }
    }
}
