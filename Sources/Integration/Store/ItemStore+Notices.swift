import GRDB
package import Seams

extension ItemStore {
    /// Takes at most `limit` due notices until `lease`. From here on each counts as possibly sent.
    package func claimNotices(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [Notice] {
        guard limit > 0 else { return [] }
        return try await database.commit { database in
            let due = try database.cachedStatement(
                sql: """
                    SELECT id, instance, kind, text, epoch, tries, pauses, state FROM notices
                    WHERE due IS NOT NULL AND due <= ? ORDER BY due, id LIMIT ?
                    """)
            let take = try database.cachedStatement(
                sql: "UPDATE notices SET state = 'sending', epoch = epoch + 1, due = ? WHERE id = ?")
            return try Row.fetchAll(due, arguments: [now.nanoseconds, limit]).compactMap { row in
                guard let kind = Notice.Kind(rawValue: row[2]) else { return nil }
                try take.execute(arguments: [lease.nanoseconds, row[0] as Int64])
                return Notice(
                    id: row[0], instance: row[1], draft: Notice.Draft(kind: kind, text: row[3]), epoch: row[4] + 1,
                    tries: row[5], pauses: row[6], mayHaveBeenSent: row[7] == "sending")
            }
        }
    }

    /// The next time after `now` at which a notice falls due.
    package func nextNoticeDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT MIN(due) FROM notices WHERE due IS NOT NULL AND due > ?")
            return Timestamp(stored: try Int64.fetchOne(statement, arguments: [now.nanoseconds]))
        }
    }

    /// Stores what became of a notice.
    ///
    /// - Throws: `StaleClaim` when it was claimed again meanwhile.
    package func store(_ fate: NoticeFate, of notice: Notice) async throws {
        try await database.commit { database in
            let (state, due, reason, counts): (String, Timestamp?, String?, Bool) =
                switch fate {
                case .sent: ("sent", nil, nil, true)
                case .dropped(let reason): ("dropped", nil, reason, false)
                case .again(let time, let reason, let counts): ("pending", time, reason, counts)
                }
            let statement = try database.cachedStatement(
                sql: """
                    UPDATE notices SET state = ?, due = ?, reason = ?, tries = tries + ?, pauses = pauses + 1
                    WHERE id = ? AND epoch = ?
                    """)
            try statement.execute(
                arguments: [state, due?.nanoseconds, reason, counts ? 1 : 0, notice.id, notice.epoch])
            guard database.changesCount == 1 else { throw StaleClaim(item: notice.id, epoch: notice.epoch) }
        }
    }
}

extension Database {
    func insert(_ notice: Notice.Draft, about item: Item, at now: Timestamp) throws {
        let statement = try cachedStatement(
            sql: "INSERT INTO notices (item, instance, kind, text, state, due) VALUES (?, ?, ?, ?, 'pending', ?)")
        try statement.execute(
            arguments: [item.id, item.key.instance, notice.kind.rawValue, notice.text, now.nanoseconds])
    }
}
