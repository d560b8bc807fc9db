import GRDB
package import Seams

/// The items of work in one durable database. Each method is one transaction, and what it reports is on the disk.
package struct ItemStore: Sendable {
    let database: any DurableDatabase

    package init(_ database: any DurableDatabase) {
        self.database = database
    }

    /// Creates or updates the tables.
    package func migrate() async throws {
        try await database.commit { try StoreSchema.migrate($0) }
    }

    /// Gives back everything that an earlier process held, due now. What that process was about to send counts as
    /// sent: the machine decides that when the item is claimed, so an intent needs no rewriting here.
    ///
    /// Only for a database with one process. Raising the epochs fences the earlier one, should it still run.
    package func recover(at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.execute(
                sql:
                    "UPDATE items SET epoch = epoch + 1, lease = NULL, due = ?, waiting = NULL WHERE lease IS NOT NULL",
                arguments: [now.nanoseconds])
            let recovered = database.changesCount
            // What the earlier process knew of a platform's outage died with it.
            try database.execute(
                sql: "UPDATE items SET due = MIN(due, ?) WHERE lease IS NULL AND waiting IN (?, ?)",
                arguments: [
                    now.nanoseconds, WaitReason.kingdeeUnreachable.rawValue, WaitReason.dingTalkUnreachable.rawValue,
                ])
            try database.execute(
                sql: "UPDATE notices SET epoch = epoch + 1, due = ? WHERE state = 'sending'",
                arguments: [now.nanoseconds])
            return recovered
        }
    }

    /// The items of an approval instance, oldest first: one per document that it becomes.
    package func items(of instance: String) async throws -> [Item] {
        try await database.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT \(Item.columns) FROM items WHERE instance = ? ORDER BY id", arguments: [instance]
            )
            return try rows.map(Item.init(row:))
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
            let rows = try Row.fetchAll(
                database, sql: "SELECT \(Item.columns) FROM items WHERE \(condition) ORDER BY id DESC LIMIT ?",
                arguments: [limit])
            return try rows.map(Item.init(row:))
        }
    }

    /// How many items each state has; states without items are left out.
    package func counts() async throws -> [ItemState: Int] {
        try await database.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT state, COUNT(*) FROM items GROUP BY state")
            return rows.reduce(into: [:]) { counts, row in
                guard let state = ItemState(rawValue: row[0]) else { return }
                counts[state] = row[1]
            }
        }
    }

    /// What an item went through, oldest first.
    package func transitions(of item: Int64) async throws -> [ItemTransition] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT at, epoch, from_state, to_state, note FROM transitions WHERE item = ? ORDER BY id",
                arguments: [item]
            ).map { row in
                ItemTransition(
                    at: Timestamp(nanoseconds: row[0]), epoch: row[1], from: row[2], to: row[3], note: row[4])
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

extension Database {
    /// Appends a line to the audit log.
    func log(item: Int64, at now: Timestamp, epoch: Int, from: ItemState?, to: ItemState, note: String?) throws {
        let statement = try cachedStatement(
            sql: "INSERT INTO transitions (item, at, epoch, from_state, to_state, note) VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(
            arguments: [item, now.nanoseconds, epoch, from?.rawValue, to.rawValue, note])
    }
}
