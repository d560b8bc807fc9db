import GRDB
package import Seams

extension ItemStore {
    /// Takes at most `limit` due items until `lease`, in order of their due time; running approvals only with the room
    /// that is left, so that a wave of re-reads never delays finished ones.
    ///
    /// A lease that ran out makes its item due again. Of one approval instance only one item is worked on at a time.
    package func claim(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [Item] {
        guard limit > 0 else { return [] }
        return try await database.commit { database in
            var claimed = try database.due(isOpen: false, limit: limit, at: now)
            claimed += try database.due(isOpen: true, limit: limit - claimed.count, at: now)
            var instances: Set<String> = []
            claimed = claimed.filter { instances.insert($0.key.instance).inserted }
            let statement = try database.cachedStatement(
                sql: "UPDATE items SET epoch = ?, lease = ?, due = ?, waiting = NULL WHERE id = ? AND epoch = ?")
            for index in claimed.indices {
                let item = claimed[index]
                try statement.execute(
                    arguments: [item.epoch + 1, lease.nanoseconds, lease.nanoseconds, item.id, item.epoch])
                claimed[index].epoch += 1
                claimed[index].lease = lease
                claimed[index].due = lease
            }
            return claimed
        }
    }

    /// The next time after `now` at which an item falls due; nil when none waits.
    package func nextDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            let conditions = ["state <> 'open'", "state = 'open'"]
            let times = try conditions.compactMap { condition in
                let statement = try database.cachedStatement(
                    sql: "SELECT MIN(due) FROM items WHERE due IS NOT NULL AND \(condition) AND due > ?")
                return try Int64.fetchOne(statement, arguments: [now.nanoseconds])
            }
            return Timestamp(stored: times.min())
        }
    }

    /// Makes the items due that wait only because of `reason`, spread over `spread` so that they do not all call at
    /// the same moment.
    package func wake(_ reason: WaitReason, at now: Timestamp, spread: Duration) async throws -> Int {
        try await database.commit { database in
            try database.execute(
                sql: """
                    UPDATE items SET due = ? + (id * 7919 % 1000) * ?
                    WHERE waiting = ? AND lease IS NULL AND due > ?
                    """,
                arguments: [
                    now.nanoseconds, spread.nanoseconds / 1000, reason.rawValue, (now + spread).nanoseconds,
                ])
            return database.changesCount
        }
    }
}

extension Database {
    fileprivate func due(isOpen: Bool, limit: Int, at now: Timestamp) throws -> [Item] {
        guard limit > 0 else { return [] }
        let statement = try cachedStatement(
            sql: """
                SELECT \(Item.columns) FROM items
                WHERE due IS NOT NULL AND state \(isOpen ? "=" : "<>") 'open' AND due <= ? AND NOT EXISTS (
                    SELECT 1 FROM items other
                    WHERE other.instance = items.instance AND other.id <> items.id AND other.lease > ?)
                ORDER BY due, id LIMIT ?
                """)
        let rows = try Row.fetchAll(statement, arguments: [now.nanoseconds, now.nanoseconds, limit])
        return try rows.map(Item.init(row:))
    }
}
