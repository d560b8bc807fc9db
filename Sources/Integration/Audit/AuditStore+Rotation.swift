package import Seams

extension AuditStore {
    /// Moves at most a page of a chain's entries older than `limit` into the archive (nil deletes them); returns how many.
    ///
    /// Which entries go is on the disk before the archive is written, and the archive before anything is deleted: after a
    /// crash anywhere the same entries go into the same file again, so that nothing is lost and nothing archived twice. The
    /// newest entry of a chain stays, whatever its age. The rotation is an entry itself, with the number and hash of the
    /// last one that went, and the file's name.
    package func rotate(
        _ chain: String, olderThan limit: Timestamp, into archive: AuditArchive?, at now: Timestamp
    ) async throws -> Int {
        let (place, records) = try await database.commit { database in
            try database.lock(AuditStore.rotation + " " + chain)
            let place = try database.auditBeginning(of: chain)
            return (place, try database.auditRecordsToRotate(of: chain, after: place, olderThan: limit))
        }
        guard let last = records.last else { return 0 }
        let file = try archive?.store(records, after: place) ?? ""
        return try await database.commit { database in
            try database.lock(AuditStore.rotation + " " + chain)
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
    /// The entries that an unfinished rotation was about, or the oldest ones of the chain that are all older than `limit`,
    /// without the newest entry: these are noted first.
    fileprivate func auditRecordsToRotate(
        of chain: String, after place: AuditPlace, olderThan limit: Timestamp
    ) throws -> [AuditRecord] {
        let intended = try value(
            Int64.self, "SELECT through FROM audit_rotation_intents WHERE chain = ? AND after = ?",
            [.of(chain), .of(place.number)])
        if let intended { return try auditRecords(of: chain, through: intended) }
        let head = try value(Int64.self, "SELECT MAX(number) FROM audit WHERE chain = ?", [.of(chain)]) ?? 0
        let first = try value(
            Int64.self, "SELECT MIN(number) FROM audit WHERE chain = ? AND at >= ?", [.of(chain), .of(limit)])
        let records = try auditRecords(of: chain, through: min(head, first ?? head) - 1)
        guard let last = records.last else { return [] }
        // Of two workers at once the later one takes what the earlier one noted.
        let through = try value(
            Int64.self,
            """
            INSERT INTO audit_rotation_intents (chain, after, through) VALUES (?, ?, ?)
            ON CONFLICT (chain) DO UPDATE SET
                through = CASE WHEN audit_rotation_intents.after = excluded.after
                    THEN audit_rotation_intents.through ELSE excluded.through END,
                after = excluded.after
            RETURNING through
            """, [.of(chain), .of(place.number), .of(last.number)])
        return try auditRecords(of: chain, through: through ?? last.number)
    }

    private func auditRecords(of chain: String, through number: Int64) throws -> [AuditRecord] {
        try rows(
            "SELECT \(AuditRecord.columns) FROM audit WHERE chain = ? AND number <= ? ORDER BY number LIMIT ?",
            [.of(chain), .of(number), .of(AuditStore.page)]
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
