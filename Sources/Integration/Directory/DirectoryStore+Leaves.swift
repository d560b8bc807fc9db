import Seams

/// Leavers in great numbers, and those whom only Kingdee has: counted, held, and decided by a person.
extension DirectoryStore {
    /// What may be done about rows that are to be disabled.
    enum Brake: Hashable, Sendable {
        /// They are few.
        case go
        /// Others are missing whom nobody looked at yet: whether they are few is not known.
        case wait
        /// They are too many: they wait for this decision.
        case hold(Int64)
    }

    /// Notes that these are to be disabled, and says whether they may be. Those who are counted are the ones who wait,
    /// the ones who are missing in DingTalk's list and were not looked at, and the ones who were disabled within the
    /// time that the settings say; not those about whom a person decided.
    func brake(
        _ kind: DirectoryKind, _ rows: [DirectoryRow], _ settings: DirectoryBrake, at now: Timestamp
    ) async throws -> Brake {
        try await database.commit { database in
            // One count at a time: two workers must not both find that there are few.
            try database.lock("directory_brake")
            for row in rows {
                try database.execute(
                    """
                    UPDATE directory SET gone = 1, seen = ?, leaving = COALESCE(leaving, ?) WHERE id = ? AND epoch = ?
                    """,
                    [.of(row.seen), .of(now), .of(row.id), .of(row.epoch)])
            }
            let since = now - settings.within
            let leaving =
                try database.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM directory
                    WHERE kind = ? AND leaving IS NOT NULL AND (leaving > ? OR state IN ('open', 'held'))
                    """,
                    [.of(kind.rawValue), .of(since)]) ?? 0
            let known =
                try database.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM directory
                    WHERE kind = ? AND document IS NOT NULL AND (state <> 'gone' OR leaving > ?)
                    """,
                    [.of(kind.rawValue), .of(since)]) ?? 0
            let limit = settings.limit(kind, known: known)
            if leaving > limit {
                let text =
                    "\(leaving) of \(known) are to be disabled at once; more than \(limit) are not without being asked"
                return .hold(try database.openLeave(kind, .left, text, at: now))
            }
            let missing =
                try database.value(
                    Int.self, "SELECT COUNT(*) FROM directory WHERE kind = ? AND missing > seen AND gone = 0",
                    [.of(kind.rawValue)]) ?? 0
            return leaving + missing > limit ? .wait : .go
        }
    }

    /// The open decision about those whom only Kingdee has.
    func strangers(_ kind: DirectoryKind, at now: Timestamp) async throws -> Int64 {
        try await database.commit { database in
            try database.openLeave(kind, .unknown, "Kingdee has them and DingTalk does not", at: now)
        }
    }

    // MARK: Decisions

    /// One decision about many.
    struct Leave: Sendable {
        var id: Int64
        var kind: DirectoryKind
        var cause: DirectoryLeaveCause
        /// `open`, `confirmed`, `rejected` or `settled`: nobody waits for it any more.
        var state: String
        /// How many it is, or was, about.
        var people: Int
        var at: Timestamp
        var decidedAt: Timestamp?
        var decidedBy: String?
    }

    /// The newest decisions first; those of one state or all.
    func leaves(state: String?, limit: Int) async throws -> [Leave] {
        try await leaves(
            "\(state == nil ? "" : "WHERE l.state = ? ")ORDER BY l.id DESC LIMIT ?",
            (state.map { [.of($0)] } ?? []) + [.of(limit)])
    }

    func leave(_ id: Int64) async throws -> Leave? {
        try await leaves("WHERE l.id = ?", [.of(id)]).first
    }

    private func leaves(_ rest: String, _ arguments: [SQLValue]) async throws -> [Leave] {
        try await database.read { database in
            try database.rows(
                """
                SELECT l.id, l.kind, l.cause, l.state, l.at, l.decided_at, l.decided_by,
                    CASE WHEN l.state = 'open' THEN (SELECT COUNT(*) FROM directory WHERE held = l.id) ELSE l.people END
                FROM directory_leaves l \(rest)
                """, arguments
            ).map { row in
                Leave(
                    id: try row.get(0), kind: DirectoryKind(rawValue: try row.get(1)) ?? .employee,
                    cause: DirectoryLeaveCause(rawValue: try row.get(2)) ?? .left, state: try row.get(3),
                    people: try row.get(7), at: try row.get(4), decidedAt: try row.find(5),
                    decidedBy: try row.find(6))
            }
        }
    }

    /// Who waits for a decision, by internal id after `after`.
    func held(by id: Int64, after: Int64, limit: Int) async throws -> [DirectoryRow] {
        try await database.read { database in
            try database.rows(
                "SELECT \(DirectoryRow.columns) FROM directory WHERE held = ? AND id > ? ORDER BY id LIMIT ?",
                [.of(id), .of(after), .of(limit)]
            ).map(DirectoryRow.init(row:))
        }
    }

    /// Answers an open decision: all are disabled (`isConfirmed`), or stay as they are in Kingdee until something
    /// changes. DingTalk is asked about each of them once more before.
    ///
    /// - Returns: whether the decision was open.
    func decideLeave(_ id: Int64, isConfirmed: Bool, by name: String, at now: Timestamp) async throws -> Bool {
        try await database.commit { database in
            let decision = try database.row(
                "SELECT kind, state FROM directory_leaves WHERE id = ?\(database.dialect.forUpdate)", [.of(id)])
            guard let decision, try decision.get(1, as: String.self) == "open" else { return false }
            let kind = DirectoryKind(rawValue: try decision.get(0)) ?? .employee
            let heard = try database.newestNews() + 1
            let count = try database.execute(
                """
                UPDATE directory SET \(isConfirmed ? "granted" : "kept") = ?, held = NULL, leaving = NULL, heard = ?,
                    state = 'open', waiting = NULL, tries = 0, reason = NULL, news = COALESCE(news, ?),
                    due = CASE WHEN lease IS NULL THEN ? ELSE due END
                WHERE held = ?
                """,
                [.of([DirectoryDifference.leave].text), .of(heard), .of(now), .of(now), .of(id)])
            try database.execute(
                "UPDATE directory_leaves SET state = ?, people = ?, decided_at = ?, decided_by = ? WHERE id = ?",
                [.of(isConfirmed ? "confirmed" : "rejected"), .of(count), .of(now), .of(name), .of(id)])
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: name,
                    action: "\(isConfirmed ? "confirm" : "reject") leaves of \(kind.form)", subject: "leaves \(id)",
                    detail: "\(count) records"))
            try database.notify(DirectoryStore.channel)
            return true
        }
    }
}

extension SQLConnection {
    /// The open decision of a kind and cause; a new one is told of in the audit log.
    func openLeave(
        _ kind: DirectoryKind, _ cause: DirectoryLeaveCause, _ detail: String, at now: Timestamp
    ) throws -> Int64 {
        let open = "SELECT id FROM directory_leaves WHERE kind = ? AND cause = ? AND state = 'open'"
        let arguments: [SQLValue] = [.of(kind.rawValue), .of(cause.rawValue)]
        if let id = try value(Int64.self, open, arguments) { return id }
        let id = try value(
            Int64.self,
            """
            INSERT INTO directory_leaves (kind, cause, state, at) VALUES (?, ?, 'open', ?)
            ON CONFLICT (kind, cause) WHERE state = 'open' DO UPDATE SET at = directory_leaves.at RETURNING id
            """,
            arguments + [.of(now)])
        guard let id else { throw StaleClaim(item: 0, epoch: 0) }
        try audit(
            AuditEntry(
                at: now, kind: .effect, action: "hold leaves of \(kind.form)", subject: "leaves \(id)", detail: detail))
        return id
    }

    /// Ends a decision for which nobody waits any more.
    func settleLeave(_ id: Int64, at now: Timestamp) throws {
        try execute(
            """
            UPDATE directory_leaves SET state = 'settled', decided_at = ? WHERE id = ? AND state = 'open'
                AND NOT EXISTS (SELECT 1 FROM directory WHERE held = ?)
            """,
            [.of(now), .of(id), .of(id)])
    }

    /// Takes in those of Kingdee's records that nobody knows: active ones of our organisation.
    func takeStrangers(
        _ kind: DirectoryKind, _ records: [KingdeeBaseData], _ policy: DirectorySettings.Unknown, at now: Timestamp
    ) throws {
        guard !records.isEmpty else { return }
        var decision: Int64?
        if policy == .hold {
            decision = try openLeave(kind, .unknown, "Kingdee has them and DingTalk does not", at: now)
        }
        let state: DirectoryState = policy == .hold ? .held : policy == .disable ? .open : .done
        let base = DirectoryContent([DirectoryContent.status: DirectoryContent.active])
        for record in records {
            try execute(
                """
                INSERT INTO directory (kind, source, number, document, facts, gone, base, kept, state, due, reason, held,
                    heard, created, updated)
                VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, 0, ?, ?)
                ON CONFLICT (kind, source) DO UPDATE SET number = excluded.number, document = excluded.document,
                    facts = excluded.facts, base = excluded.base, kept = excluded.kept, state = excluded.state,
                    due = excluded.due, reason = excluded.reason, held = excluded.held
                """,
                [
                    .of(kind.rawValue), .of(DirectoryRow.strangerPrefix + record.number), .of(record.number),
                    .of(record.id), .of(DirectoryContent(["name": record.content["name"] ?? ""]).text), .of(base.text),
                    .of(policy == .leave ? [DirectoryDifference.leave].text : nil), .of(state.rawValue),
                    .of(policy == .disable ? now : nil), .of("only Kingdee has it"), .of(decision), .of(now), .of(now),
                ])
            guard policy != .disable else { continue }  // told of once it is done
            try audit(
                AuditEntry(
                    at: now, kind: .effect, action: "\(policy.rawValue) \(kind.form)", subject: record.number,
                    detail: "Kingdee has it and DingTalk does not"))
        }
    }
}
