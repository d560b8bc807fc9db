import Crypto
import Seams

/// Somebody who is logged in.
struct MonitorSession: Hashable, Sendable {
    /// The name in the users file.
    var person: String
    /// What requests that change something must show besides the cookie (against cross-site requests).
    var proof: String
    var created: Timestamp
    var used: Timestamp
}

/// The sessions in the core's database: valid on all its workers, and after a restart. Only hashes of their cookies are
/// stored, so that whoever reads the database gets no session.
struct MonitorSessions: Sendable {
    /// How often the last use is written down.
    private static let precision = Duration.seconds(60)

    let database: any RelationalStore
    let settings: MonitorSettings
    let randomness: any Randomness

    /// Begins a session, and forgets those that are over; returns its cookie's value. `entry` goes into the audit log.
    ///
    /// - Parameters:
    ///   - secret: what the person logs in by; the session is good as long as it stays.
    ///   - former: the cookie of a session that ends by it.
    func begin(
        _ person: String, _ secret: String, instead former: String?, at now: Timestamp, _ entry: AuditEntry
    ) async throws -> (String, MonitorSession) {
        let cookie = MonitorSessions.text(randomness.bytes(32, "monitor-session"))
        let proof = MonitorSessions.proof(of: cookie, secret)
        let session = MonitorSession(person: person, proof: proof, created: now, used: now)
        let id = MonitorSessions.id(of: cookie)
        let forgotten = now - settings.sessionMax
        try await database.commit { database in
            try database.execute("DELETE FROM monitor_sessions WHERE used < ?", [.of(forgotten)])
            if let former = former.map(MonitorSessions.id) {
                try database.execute("DELETE FROM monitor_sessions WHERE id = ?", [.of(former)])
            }
            try database.execute(
                "INSERT INTO monitor_sessions (id, person, proof, created, used) VALUES (?, ?, ?, ?, ?)",
                [.of(id), .of(person), .of(proof), .of(now), .of(now)])
            try database.audit(entry)
        }
        return (cookie, session)
    }

    /// The session of a cookie, used now; nil when there is none (any more).
    func session(_ cookie: String, at now: Timestamp) async throws -> MonitorSession? {
        let id = MonitorSessions.id(of: cookie)
        let found = try await database.read { database in
            try database.row("SELECT person, proof, created, used FROM monitor_sessions WHERE id = ?", [.of(id)]).map {
                MonitorSession(
                    person: try $0.get(0), proof: try $0.get(1), created: try $0.get(2), used: try $0.get(3))
            }
        }
        guard let session = found, now - session.created < settings.sessionMax,
            now - session.used < settings.sessionIdle
        else { return nil }
        if now - session.used >= MonitorSessions.precision {
            try await database.commit { database in
                let used = database.dialect.greatest("used", "?")
                try database.execute("UPDATE monitor_sessions SET used = \(used) WHERE id = ?", [.of(now), .of(id)])
            }
        }
        return session
    }

    /// Ends the session of a cookie on all workers.
    func end(_ cookie: String, _ entry: AuditEntry) async throws {
        let id = MonitorSessions.id(of: cookie)
        try await database.commit { database in
            try database.execute("DELETE FROM monitor_sessions WHERE id = ?", [.of(id)])
            try database.audit(entry)
        }
    }

    /// What requests that change something have to show: nobody can tell it from the cookie's hash in the store, nor
    /// without the secret from the cookie.
    static func proof(of cookie: String, _ secret: String) -> String {
        text(Array(SHA256.hash(data: Array("proof \(cookie) \(secret)".utf8)).prefix(16)))
    }

    private static func id(of cookie: String) -> String {
        text(Array(SHA256.hash(data: Array(cookie.utf8))))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
