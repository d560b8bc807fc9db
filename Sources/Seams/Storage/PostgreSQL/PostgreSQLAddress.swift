import CPostgreSQL
import Foundation

/// Where a PostgreSQL database is, in libpq's words: `host=… dbname=… user=…` or `postgresql://user@host/dbname`, with TLS
/// options such as `sslmode=verify-full` if wanted. What it leaves out comes from the standard `PG…` variables.
package struct PostgreSQLAddress: Hashable, Sendable {
    /// As written; may hold a password.
    let text: String
    /// Wins over that of `text`; empty leaves it to `text`, `PGPASSWORD` or `~/.pgpass`.
    let password: String
    /// What was said of TLS although the way to the host is not protected by it, such as `require`; nil where it is, and for
    /// a host that is this machine. For a warning.
    package let unverifiedMode: String?
    private let place: String

    /// Checks `text` without connecting.
    ///
    /// - Throws: `PostgreSQLAddressError`.
    package init(_ text: String, password: String = "") throws(PostgreSQLAddressError) {
        guard let options = PQconninfoParse(text, nil) else { throw .unreadable }
        let named = PostgreSQLAddress.named(options)
        // What it leaves out comes from the environment; a service is looked up in files when it is used.
        let given = PostgreSQLAddress.named(PQconndefaults()).merging(named) { $1 }
        let hosts = (given["hostaddr"] ?? given["host"] ?? (given["service"] == nil ? "" : "the service's host"))
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let stranger = hosts.first { !PostgreSQLAddress.isThisMachine($0) }
        // libpq's own default is "prefer": it takes any certificate, and no TLS at all from whoever says so.
        let mode = named["sslmode"] ?? PostgreSQLAddress.variable("PGSSLMODE")
        if let stranger, mode == nil { throw .unprotected(host: stranger) }
        unverifiedMode = stranger == nil || mode?.hasPrefix("verify-") == true ? nil : mode
        self.text = text
        self.password = password
        let host = named["host"] ?? named["hostaddr"] ?? "local"
        place = "\(host)\(named["port"].map { ":\($0)" } ?? "")/\(named["dbname"] ?? named["user"] ?? "")"
    }

    private static func named(_ options: UnsafeMutablePointer<PQconninfoOption>?) -> [String: String] {
        guard let options else { return [:] }
        defer { PQconninfoFree(options) }
        var named: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { named[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return named
    }

    /// Whether a host needs no network: a socket's folder, or a loopback address.
    private static func isThisMachine(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
            || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What libpq is to be told: defaults that find a dead network within half a minute, then what was written, then what
    /// must not be otherwise.
    func parameters(application: String) -> [(keyword: String, value: String)] {
        var parameters = [
            ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("dbname", text),
        ]
        if !password.isEmpty { parameters.append(("password", password)) }
        return parameters + [("client_encoding", "UTF8"), ("application_name", application)]
    }
}

extension PostgreSQLAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host and database only.
    package var description: String { place }
    package var debugDescription: String { place }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A text that is no safe address of a database. It is not repeated: it may hold a password.
package enum PostgreSQLAddressError: Error, Hashable, CustomStringConvertible {
    /// libpq does not take it as a connection string.
    case unreadable
    /// The host is another machine, and nothing is said of TLS.
    case unprotected(host: String)

    package var description: String {
        switch self {
        case .unreadable:
            "no connection string of PostgreSQL; write for example host=db.example.com dbname=rehearsal user=rehearsal "
                + "sslmode=verify-full, and put values with spaces in single quotes"
        case .unprotected(let host):
            "an address on another machine (\(host)) that says nothing of TLS; add sslmode=verify-full and "
                + "sslrootcert=… (the database's authority, or system), or, for a network that you trust, the sslmode "
                + "that you mean, such as sslmode=disable"
        }
    }
}
