package import Seams

/// The items of work in one durable database. Each method is one transaction, and what it reports is on the disk.
package struct ItemStore: Sendable {
    /// What the items stand in.
    package let database: any RelationalStore

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
