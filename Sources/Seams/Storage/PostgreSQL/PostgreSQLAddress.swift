import CPostgreSQL

/// Where a PostgreSQL database is, in libpq's words: `host=… dbname=… user=…` or `postgresql://user@host/dbname`, with TLS
/// options such as `sslmode=verify-full` if wanted. What it leaves out comes from the standard `PG…` variables.
package struct PostgreSQLAddress: Hashable, Sendable {
    /// As written; may hold a password.
    let text: String
    /// Wins over that of `text`; empty leaves it to `text`, `PGPASSWORD` or `~/.pgpass`.
    let password: String
    private let place: String

    /// Checks `text` without connecting.
    ///
    /// - Throws: `PostgreSQLAddressError`.
    package init(_ text: String, password: String = "") throws(PostgreSQLAddressError) {
        guard let options = PQconninfoParse(text, nil) else { throw PostgreSQLAddressError() }
        defer { PQconninfoFree(options) }
        var named: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { named[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.text = text
        self.password = password
        let host = named["host"] ?? named["hostaddr"] ?? "local"
        place = "\(host)\(named["port"].map { ":\($0)" } ?? "")/\(named["dbname"] ?? named["user"] ?? "")"
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

/// A text that libpq does not take as a connection string. It is not repeated: it may hold a password.
package struct PostgreSQLAddressError: Error, Hashable, CustomStringConvertible {
    package var description: String {
        "no connection string of PostgreSQL; write for example host=db.example.com dbname=rehearsal user=rehearsal "
            + "sslmode=verify-full, and put values with spaces in single quotes"
    }
}
