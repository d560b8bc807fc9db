package import Seams

extension ItemStore {
    /// Takes at most `limit` due notices until `lease`. From here on each counts as possibly sent.
    package func claimNotices(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [Notice] {
        guard limit > 0 else { return [] }
        let worker = database.worker
        return try await database.commit { database in
            try database.rows(
                """
                SELECT id, instance, kind, text, epoch, tries, pauses, state,
                    (SELECT flow FROM items WHERE items.id = notices.item),
                    (SELECT COUNT(*) FROM notices twin
                     WHERE twin.item = notices.item AND twin.text = notices.text AND twin.state = 'sent')
                FROM notices
                WHERE due IS NOT NULL AND due <= ? ORDER BY due, id LIMIT ?\(database.dialect.skipLocked)
                """,
                [.of(now), .of(limit)]
            ).compactMap { row in
                guard let kind = Notice.Kind(rawValue: try row.get(2)) else { return nil }
                let id: Int64 = try row.get(0)
                try database.execute(
                    "UPDATE notices SET state = 'sending', epoch = epoch + 1, due = ?, holder = ? WHERE id = ?",
                    [.of(lease), .of(worker), .of(id)])
                return Notice(
                    id: id, instance: try row.get(1), flow: try row.find(8) ?? "",
                    draft: Notice.Draft(kind: kind, text: try row.get(3)),
                    epoch: try row.get(4) + 1, tries: try row.get(5), pauses: try row.get(6),
                    mayHaveBeenSent: try row.get(7, as: String.self) == "sending", twins: try row.get(9))
            }
        }
    }

    /// The next time after `now` at which a notice falls due.
    package func nextNoticeDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            try database.value(
                Timestamp.self, "SELECT MIN(due) FROM notices WHERE due IS NOT NULL AND due > ?", [.of(now)])
        }
    }

    /// Stores what became of a notice.
    ///
    /// - Throws: `StaleClaim` when it was claimed again meanwhile.
    package func store(_ fate: NoticeFate, of notice: Notice, at now: Timestamp) async throws {
        try await database.commit { database in
            let settled = try database.overtaken(fate, of: notice)
            let (state, due, reason, counts): (String, Timestamp?, String?, Bool) =
                switch settled {
                case .sent, .found: ("sent", nil, nil, true)
                case .dropped(let reason): ("dropped", nil, reason, false)
                case .again(let time, let reason, let counts): ("pending", time, reason, counts)
                }
            let changed = try database.execute(
                """
                UPDATE notices SET state = ?, due = ?, reason = ?, tries = tries + ?, pauses = pauses + 1
                WHERE id = ? AND epoch = ?
                """,
                [.of(state), .of(due), .of(reason), .of(counts ? 1 : 0), .of(notice.id), .of(notice.epoch)])
            guard changed == 1 else { throw StaleClaim(item: notice.id, epoch: notice.epoch) }
            if let entry = settled.entry(about: notice, at: now) { try database.audit(entry) }
        }
    }
}

extension SQLConnection {
    /// What becomes of a notice that was in hand while its approval was revoked: nobody is told any more that the document
    /// was made, after it was told that it was taken back.
    fileprivate func overtaken(_ fate: NoticeFate, of notice: Notice) throws -> NoticeFate {
        guard case .again = fate, notice.draft.kind == .done else { return fate }
        let isRevoked = try value(
            Int.self,
            """
            SELECT COUNT(*) FROM items
            WHERE id = (SELECT item FROM notices WHERE id = ?) AND revocation IS NOT NULL
            """, [.of(notice.id)])
        return isRevoked == 1 ? .dropped("the approval was revoked") : fate
    }

    func insert(_ notice: Notice.Draft, about item: Item, at now: Timestamp) throws {
        if notice.kind == .form {
            // What a field was to say before is of no interest any more.
            try execute(
                "UPDATE notices SET state = 'dropped', due = NULL, reason = 'overtaken' "
                    + "WHERE item = ? AND kind = 'form' AND state = 'pending'", [.of(item.id)])
        }
        try execute(
            "INSERT INTO notices (item, instance, kind, text, state, due) VALUES (?, ?, ?, ?, 'pending', ?)",
            [.of(item.id), .of(item.key.instance), .of(notice.kind.rawValue), .of(notice.text), .of(now)])
    }
}
