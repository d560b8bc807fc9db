import Seams

/// What signing on keeps: used states and codes, entries, and the audit log. Each method is one transaction.
struct SignOnStore: Sendable {
    let database: any RelationalStore

    /// What a sign-on uses up.
    struct Uses: Sendable {
        /// Hashes, see `SignOnSeal.hash(used:_:)`.
        var hashes: [String] = []
        /// Until when they are remembered.
        var expires: Timestamp
    }

    /// Who comes to which account.
    struct Entry: Sendable {
        var account: String
        /// The wanted second of the signed link.
        var second: Int64
    }

    /// The first of these that was used already; nil when none was. Only a look: `complete` decides.
    func used(_ hashes: [String]) async throws -> String? {
        try await database.read { connection in
            try hashes.first { hash in
                try connection.value(Int64.self, "SELECT expires FROM sign_on_used WHERE hash = ?", [.of(hash)]) != nil
            }
        }
    }

    /// Uses up state and code, takes a second for the account's entry, and writes the audit log: all or nothing.
    ///
    /// - Returns: the second to sign, later than that of any entry before; nil when something was used already, which
    ///   another request then has: nothing is written.
    func complete(_ uses: Uses, _ entry: Entry, _ audit: AuditEntry) async throws -> Int64? {
        do {
            return try await database.commit { connection in
                guard try SignOnStore.take(uses, connection) else { throw Taken() }
                let later = connection.dialect.greatest("sign_on_entries.second + 1", "excluded.second")
                let second = try connection.value(
                    Int64.self,
                    """
                    INSERT INTO sign_on_entries (account, second) VALUES (?, ?)
                    ON CONFLICT (account) DO UPDATE SET second = \(later) RETURNING second
                    """, [.of(entry.account), .of(entry.second)])
                try connection.audit(audit)
                return second
            }
        } catch is Taken {
            return nil
        }
    }

    /// Uses up what a refused sign-on brought, as far as it was good, and writes the audit log where there is a line.
    func refuse(_ uses: Uses?, _ audit: AuditEntry?) async throws {
        try await database.commit { connection in
            if let uses { _ = try SignOnStore.take(uses, connection) }
            if let audit { try connection.audit(audit) }
        }
    }

    /// Forgets what is over.
    func forget(at now: Timestamp) async throws {
        try await database.commit { connection in
            try connection.execute("DELETE FROM sign_on_used WHERE expires < ?", [.of(now)])
            try connection.execute("DELETE FROM sign_on_entries WHERE second < ?", [.of(now.seconds - 86_400)])
        }
    }

    /// The newest sign-ons of the audit log first.
    func recent(limit: Int) async throws -> [AuditEntry] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT at, actor, action, subject, detail FROM audit WHERE kind = ?
                ORDER BY at DESC, chain DESC, number DESC LIMIT ?
                """, [.of(AuditEntry.Kind.signOn.rawValue), .of(limit)]
            ).map { row in
                AuditEntry(
                    at: try row.get(0), kind: .signOn, actor: try row.get(1), action: try row.get(2),
                    subject: try row.get(3), detail: try row.get(4))
            }
        }
    }

    /// Returns whether nothing of it was used before.
    private static func take(_ uses: Uses, _ connection: any SQLConnection) throws -> Bool {
        // In one order everywhere, so that two workers cannot wait for each other.
        try uses.hashes.sorted().reduce(true) { isNew, hash in
            let row = try connection.row(
                "INSERT INTO sign_on_used (hash, expires) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING RETURNING hash",
                [.of(hash), .of(uses.expires)])
            return isNew && row != nil
        }
    }

    /// Undoes the transaction.
    private struct Taken: Error {}
}
