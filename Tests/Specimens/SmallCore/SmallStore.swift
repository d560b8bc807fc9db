import GRDB
import Seams

/// The small core's table: what it knows of each approval, and up to where it has listed them.
struct SmallStore: Sendable {
    let database: any DurableDatabase

    /// Creates what is not there yet.
    func open() async throws {
        try await database.commit { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS work (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, instance TEXT NOT NULL,
                        state TEXT NOT NULL, due INTEGER, news INTEGER NOT NULL DEFAULT 0,
                        tries INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0, sent_at INTEGER,
                        document_id TEXT, document_number TEXT, mended TEXT, payload TEXT, reason TEXT);
                    CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
                    CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, instance TEXT, at INTEGER NOT NULL);
                    """)
        }
    }

    /// Stores that an approval began or is over; one that is known already is only told that it is over.
    func note(key: String, instance: String, isOver: Bool, at now: Timestamp, rereadAt: Timestamp) async throws {
        try await database.commit { database in
            try database.note(key: key, instance: instance, isOver: isOver, at: now, rereadAt: rereadAt)
        }
    }

    /// Stores what a listing found together with the cursor that covers it.
    func list(_ instances: [String], upTo position: Timestamp, at now: Timestamp) async throws {
        try await database.commit { database in
            for instance in instances { try database.insert(key: instance, instance: instance, .received, due: now) }
            try database.moveCursor(to: position)
        }
    }

    /// Up to where instances were listed; nil before the first time.
    func cursor() async throws -> Timestamp? {
        try await database.read { database in
            try Int64.fetchOne(database, sql: "SELECT position FROM cursors WHERE name = 'listing'")
                .map(Timestamp.init(nanoseconds:))
        }
    }

    /// The items that are due, the longest waiting first.
    func due(at now: Timestamp, limit: Int) async throws -> [SmallItem] {
        try await items(where: "due <= ? ORDER BY due, id LIMIT ?", [now.nanoseconds, limit])
    }

    /// The items that are due some time, the next one first.
    func waiting(limit: Int) async throws -> [SmallItem] {
        try await items(where: "due IS NOT NULL ORDER BY due, id LIMIT ?", [limit])
    }

    /// The items that wait for a person.
    func dead() async throws -> [SmallItem] {
        try await items(where: "state = 'dead' ORDER BY id", [])
    }

    /// The items of an approval.
    func items(of instance: String) async throws -> [SmallItem] {
        try await items(where: "instance = ? ORDER BY id", [instance])
    }

    /// Replaces an item. One that goes back to waiting for its event is due at once if that came meanwhile.
    func put(_ item: SmallItem, at now: Timestamp) async throws {
        try await database.commit { try $0.put(item, at: now) }
    }

    /// The items under an SQL condition.
    func items(where condition: String, _ arguments: StatementArguments) async throws -> [SmallItem] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT \(SmallItem.columns) FROM work WHERE \(condition)", arguments: arguments
            ).compactMap(SmallItem.init(row:))
        }
    }
}
