package import Seams

/// The items of work in one durable database. Each method is one transaction, and what it reports is on the disk.
package struct ItemStore: Sendable {
    let database: any RelationalStore

    package init(_ database: any RelationalStore) {
        self.database = database
    }

    /// The items of an embedded database.
    package init(_ database: any DurableDatabase) {
        self.init(EmbeddedStore(database))
    }

    /// Creates or updates the tables.
    package func migrate() async throws {
        try await database.commit { try StoreSchema.migrate($0) }
    }

    /// Waits for running work and closes the database.
    package func close() async throws {
        try await database.close()
    }

    /// Gives back everything that an earlier process held, due now. What that process was about to send counts as
    /// sent: the machine decides that when the item is claimed, so an intent needs no rewriting here.
    ///
    /// Only for a database with one process. Raising the epochs fences the earlier one, should it still run.
    package func recover(at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            let recovered = try database.execute(
                "UPDATE items SET epoch = epoch + 1, lease = NULL, due = ?, waiting = NULL WHERE lease IS NOT NULL",
                [.of(now)])
            // What the earlier process knew of a platform's outage died with it.
            let least = database.dialect.least("due", "?")
            try database.execute(
                "UPDATE items SET due = \(least) WHERE lease IS NULL AND waiting IN (?, ?)",
                [
                    .of(now), .of(WaitReason.kingdeeUnreachable.rawValue),
                    .of(WaitReason.dingTalkUnreachable.rawValue),
                ])
            try database.execute(
                "UPDATE notices SET epoch = epoch + 1, due = ? WHERE state = 'sending'", [.of(now)])
            return recovered
        }
    }

    /// The items of an approval instance, oldest first: one per document that it becomes.
    package func items(of instance: String) async throws -> [Item] {
        try await database.read { database in
            try database.rows(
                "SELECT \(Item.columns) FROM items WHERE instance = ? ORDER BY id", [.of(instance)]
            ).map(Item.init(row:))
        }
    }

    /// The newest items first, of one state or of all.
    package func items(state: ItemState?, limit: Int) async throws -> [Item] {
        try await items(where: state.map { "state = '\($0.rawValue)'" } ?? "true", limit: limit)
    }

    /// Everything that only a person can move on, newest first.
    package func deadLetters(limit: Int) async throws -> [Item] {
        try await items(where: "state IN ('dead', 'human')", limit: limit)
    }

    private func items(where condition: String, limit: Int) async throws -> [Item] {
        try await database.read { database in
            try database.rows(
                "SELECT \(Item.columns) FROM items WHERE \(condition) ORDER BY id DESC LIMIT ?", [.of(limit)]
            ).map(Item.init(row:))
        }
    }

    /// How many items each state has; states without items are left out.
    package func counts() async throws -> [ItemState: Int] {
        try await database.read { database in
            try database.rows("SELECT state, COUNT(*) FROM items GROUP BY state").reduce(into: [:]) { counts, row in
                guard let state = ItemState(rawValue: try row.get(0)) else { return }
                counts[state] = try row.get(1)
            }
        }
    }

    /// What an item went through, oldest first.
    package func transitions(of item: Int64) async throws -> [ItemTransition] {
        try await database.read { database in
            try database.rows(
                "SELECT at, epoch, from_state, to_state, note FROM transitions WHERE item = ? ORDER BY id",
                [.of(item)]
            ).map { row in
                ItemTransition(
                    at: try row.get(0), epoch: try row.get(1), from: try row.find(2), to: try row.get(3),
                    note: try row.find(4))
            }
        }
    }
}

/// One line of an item's audit log.
package struct ItemTransition: Hashable, Sendable {
    package var at: Timestamp
    package var epoch: Int
    /// The state before; nil for the item's first line.
    package var from: String?
    package var to: String
    package var note: String?
}

extension SQLConnection {
    /// Appends a line to the audit log.
    func log(item: Int64, at now: Timestamp, epoch: Int, from: ItemState?, to: ItemState, note: String?) throws {
        try execute(
            "INSERT INTO transitions (item, at, epoch, from_state, to_state, note) VALUES (?, ?, ?, ?, ?, ?)",
            [.of(item), .of(now), .of(epoch), .of(from?.rawValue), .of(to.rawValue), .of(note)])
    }
}
