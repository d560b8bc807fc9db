package import Seams

extension ItemStore {
    /// Takes at most `limit` due items until `lease`, in order of their due time; running approvals only with the room
    /// that is left, so that a wave of re-reads never delays finished ones.
    ///
    /// A lease that ran out makes its item due again. Of one approval instance only one item is worked on at a time, also
    /// by several workers: whoever takes an item takes the instance's key for the transaction, and looks again afterwards,
    /// when all who had the key before have committed.
    package func claim(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [Item] {
        guard limit > 0 else { return [] }
        let worker = database.worker
        return try await database.commit { database in
            var claimed = try database.due(isOpen: false, limit: limit, at: now)
            claimed += try database.due(isOpen: true, limit: limit - claimed.count, at: now)
            var instances: Set<String> = []
            claimed = try claimed.filter { item in
                try instances.insert(item.key.instance).inserted && database.isFree(item, at: now)
            }
            for index in claimed.indices {
                let item = claimed[index]
                try database.execute(
                    """
                    UPDATE items SET epoch = ?, lease = ?, due = ?, holder = ?, waiting = NULL
                    WHERE id = ? AND epoch = ?
                    """,
                    [
                        .of(item.epoch + 1), .of(lease), .of(lease), .of(worker), .of(item.id), .of(item.epoch),
                    ])
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
                try database.value(
                    Timestamp.self, "SELECT MIN(due) FROM items WHERE due IS NOT NULL AND \(condition) AND due > ?",
                    [.of(now)])
            }
            return times.min()
        }
    }

    /// Makes the items due now that wait only because of `reason`. All at the same time: claims then go by age, and
    /// whatever arrives later comes after them. How many call at once is bounded by the workers.
    package func wake(_ reason: WaitReason, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.execute(
                "UPDATE items SET due = ? WHERE waiting = ? AND lease IS NULL AND due > ?",
                [.of(now), .of(reason.rawValue), .of(now)])
        }
    }
}

extension SQLConnection {
    /// Whether nobody works on another item of the same instance, and nobody begins to before the transaction ends.
    fileprivate func isFree(_ item: Item, at now: Timestamp) throws -> Bool {
        // One writer sees everything in its first look.
        guard dialect == .postgreSQL else { return true }
        guard try tryLock("instance \(item.key.instance)") else { return false }
        let others = try value(
            Int.self, "SELECT COUNT(*) FROM items WHERE instance = ? AND id <> ? AND lease > ?",
            [.of(item.key.instance), .of(item.id), .of(now)])
        return others == 0
    }

    fileprivate func due(isOpen: Bool, limit: Int, at now: Timestamp) throws -> [Item] {
        guard limit > 0 else { return [] }
        return try rows(
            """
            SELECT \(Item.columns) FROM items
            WHERE due IS NOT NULL AND state \(isOpen ? "=" : "<>") 'open' AND due <= ? AND NOT EXISTS (
                SELECT 1 FROM items other
                WHERE other.instance = items.instance AND other.id <> items.id AND other.lease > ?)
            ORDER BY due, id LIMIT ?\(dialect.skipLocked)
            """,
            [.of(now), .of(now), .of(limit)]
        ).map(Item.init(row:))
    }
}
