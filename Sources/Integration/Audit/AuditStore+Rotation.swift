package import Seams

extension AuditStore {
    /// Moves at most a page of a chain's entries older than `limit` into the archive (nil deletes them); returns how many.
    ///
    /// The archive is on the disk before anything is deleted; after a crash between the two the same entries are archived
    /// again, in a file that repeats them. The newest entry of a chain stays, whatever its age. The rotation is an entry
    /// itself, with the number and hash of the last one that went.
    package func rotate(
        _ chain: String, olderThan limit: Timestamp, into archive: AuditArchive?, at now: Timestamp
    ) async throws -> Int {
        let (place, records) = try await database.read { database in
            (
                try database.auditBeginning(of: chain),
                try database.auditRecordsToRotate(of: chain, olderThan: limit)
            )
        }
        guard let last = records.last else { return 0 }
        let file = try archive?.store(records, after: place) ?? ""
        return try await database.commit { database in
            // Another worker may have rotated the same entries meanwhile.
            let row = try database.row(
                "SELECT number FROM audit_rotations WHERE chain = ?\(database.dialect.forUpdate)", [.of(chain)])
            guard try row?.get(0, as: Int64.self) ?? 0 == place.number else { return 0 }
            let deleted = try database.execute(
                "DELETE FROM audit WHERE chain = ? AND number <= ?", [.of(chain), .of(last.number)])
            guard deleted == records.count else { throw AuditChanged(chain: chain) }
            try database.execute(
                """
                INSERT INTO audit_rotations (chain, number, hash, file, at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash,
                    file = excluded.file, at = excluded.at
                """,
                [.of(chain), .of(last.number), .of(last.hash), .of(file), .of(now)])
            try database.audit(
                AuditEntry(
                    at: now, kind: .system, action: AuditStore.rotation, subject: chain,
                    detail: AuditStore.rotationDetail(last.place, file: file)))
            return deleted
        }
    }

    /// Whether this worker is the one to log the anchors of the day that `now` belongs to.
    func takesAnchor(at now: Timestamp, every: Duration) async throws -> Bool {
        try await database.commit { database in
            try database.execute(
                """
                INSERT INTO cursors (name, position) VALUES ('audit-anchor', ?)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE cursors.position <= ?
                """,
                [.of(now), .of(now - every)]) == 1
        }
    }
}

extension SQLConnection {
    /// The oldest entries of a chain that are all older than `limit`, without the newest entry.
    fileprivate func auditRecordsToRotate(of chain: String, olderThan limit: Timestamp) throws -> [AuditRecord] {
        let head = try value(Int64.self, "SELECT MAX(number) FROM audit WHERE chain = ?", [.of(chain)]) ?? 0
        let first = try value(
            Int64.self, "SELECT MIN(number) FROM audit WHERE chain = ? AND at >= ?", [.of(chain), .of(limit)])
        let end = min(head, first ?? head)
        return try rows(
            "SELECT \(AuditRecord.columns) FROM audit WHERE chain = ? AND number < ? ORDER BY number LIMIT ?",
            [.of(chain), .of(end), .of(AuditStore.page)]
        ).map(AuditRecord.init(row:))
    }
}

/// The log changed while it was rotated: nothing was deleted.
struct AuditChanged: Error, CustomStringConvertible {
    let chain: String

    var description: String {
        "chain \(chain) of the audit log is not what was archived: nothing was deleted; run rehearsal audit verify"
    }
}
