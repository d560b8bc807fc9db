package import Seams

extension ItemStore {
    /// Gives back everything that this worker's earlier life held, due now, and what workers hold that are gone. What they
    /// were about to send counts as sent: the machine decides that when the item is claimed, so an intent needs no rewriting
    /// here. Raising the epochs fences an earlier life, should it still run. For the start.
    ///
    /// Returns how many items were given back.
    package func recover(at now: Timestamp) async throws -> Int {
        let own = database.worker
        let recovered = try await database.commit { database in
            // An embedded database has no other process, whatever name it had.
            let recovered = try database.giveBack(of: database.dialect == .sqlite ? nil : own, at: now)
            // What the earlier process knew of a platform's outage died with it.
            let least = database.dialect.least("due", "?")
            try database.execute(
                "UPDATE items SET due = \(least) WHERE lease IS NULL AND waiting IN (\(WaitReason.ofPlatformsList))",
                [.of(now)])
            return recovered
        }
        return try await recovered + recoverGone(at: now)
    }

    /// Gives back everything that workers hold which are gone, so that nobody need wait for their leases to run out.
    ///
    /// Returns how many items, people, results and alerts were given back. Nothing for an embedded database, which has one worker.
    package func recoverGone(at now: Timestamp) async throws -> Int {
        guard database.dialect == .postgreSQL else { return 0 }
        let own = database.worker
        let holders = try await database.read { database in
            try database.rows(
                """
                SELECT holder FROM items WHERE lease IS NOT NULL AND holder <> ?
                UNION SELECT holder FROM notices WHERE state = 'sending' AND holder <> ?
                UNION SELECT holder FROM directory WHERE lease IS NOT NULL AND holder <> ?
                UNION SELECT holder FROM attendance_records WHERE holder IS NOT NULL AND holder <> ?
                UNION SELECT holder FROM stock_alerts WHERE holder IS NOT NULL AND holder <> ?
                ORDER BY 1
                """, Array(repeating: .of(own), count: 5)
            ).map { try $0.get(0, as: String.self) }
        }
        var recovered = 0
        for holder in holders {
            recovered += try await database.commit { database in
                try database.isGone(worker: holder) ? database.giveBack(of: holder, at: now) : 0
            }
        }
        return recovered
    }
}

extension SQLConnection {
    /// Gives back what `holder` held, or everything for nil. Returns how many items that were.
    fileprivate func giveBack(of holder: String?, at now: Timestamp) throws -> Int {
        let (condition, arguments): (String, [SQLValue]) = holder.map { (" AND holder = ?", [.of($0)]) } ?? ("", [])
        let items = try execute(
            """
            UPDATE items SET epoch = epoch + 1, lease = NULL, holder = NULL, due = ?, waiting = NULL
            WHERE lease IS NOT NULL\(condition)
            """, [.of(now)] + arguments)
        try execute(
            "UPDATE notices SET epoch = epoch + 1, holder = NULL, due = ? WHERE state = 'sending'\(condition)",
            [.of(now)] + arguments)
        return try items + (holder.map { try giveBackRows(of: $0, at: now) } ?? 0)
    }

    /// Gives back what `holder` held of the flows that have rows of their own; an embedded database leaves that to them.
    private func giveBackRows(of holder: String, at now: Timestamp) throws -> Int {
        let arguments: [SQLValue] = [.of(now), .of(holder)]
        return try execute(
            "UPDATE directory SET epoch = epoch + 1, lease = NULL, due = ? WHERE lease IS NOT NULL AND holder = ?",
            arguments)
            + execute(
                "UPDATE attendance_records SET epoch = epoch + 1, holder = NULL, due = ? WHERE holder = ?", arguments)
            + execute("UPDATE stock_alerts SET epoch = epoch + 1, holder = NULL, due = ? WHERE holder = ?", arguments)
    }
}
