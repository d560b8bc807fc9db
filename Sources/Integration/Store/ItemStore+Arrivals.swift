package import Seams

/// Something that made an approval instance known.
package struct Arrival: Hashable, Sendable {
    /// What is known of the approval.
    package enum News: Hashable, Sendable {
        /// It began: no need to read it before it is over.
        case started
        /// It is over: read it now, and again for a while should it not look so yet.
        case over
        /// It was withdrawn or deleted, they say, perhaps after it had been approved: read it again, however far it got.
        case withdrawn
        /// It exists: read it now.
        case listed

        /// Whether it is said to be over.
        fileprivate var isEnd: Bool { self == .over || self == .withdrawn }
    }

    /// Which documents it may become: one key per mapping of its approval form.
    package var keys: [ItemKey]
    package var news: News

    package init(keys: [ItemKey], news: News) {
        self.keys = keys
        self.news = news
    }
}

/// The event behind an arrival, kept for audit only: deduplication is by instance, never by event id.
package struct ArrivedEvent: Hashable, Sendable {
    package var id: String
    package var type: String
    package var change: String?
    package var instance: String?

    package init(id: String, type: String, change: String?, instance: String?) {
        self.id = id
        self.type = type
        self.change = change
        self.instance = instance
    }
}

extension ItemStore {
    /// Stores an event and the items it announces; an item that exists already is only told that its approval is over.
    ///
    /// Returns how many items are new. `rereadAt` is when an instance that is still running is looked at without any
    /// further event.
    package func receive(
        _ event: ArrivedEvent, _ arrival: Arrival, at now: Timestamp, rereadAt: Timestamp
    ) async throws -> Int {
        try await database.commit { database in
            try database.record(event, at: now)
            try database.notify(SharedStorePatrol.channel)
            return try database.store(arrival, at: now, rereadAt: rereadAt, note: "event \(event.change ?? "")")
        }
    }

    /// Stores the instances that a listing found and advances its cursor, in one transaction: the cursor never covers
    /// an instance that is not stored.
    ///
    /// Returns how many items are new.
    package func catchUp(
        _ arrivals: [Arrival], cursor: String, to position: Timestamp, at now: Timestamp
    ) async throws -> Int {
        try await database.commit { database in
            let new = try arrivals.reduce(0) {
                $0 + (try database.store($1, at: now, rereadAt: now, note: "found by listing"))
            }
            let greatest = database.dialect.greatest("cursors.position", "excluded.position")
            try database.execute(
                """
                INSERT INTO cursors (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = \(greatest)
                """,
                [.of(cursor), .of(position)])
            if new > 0 { try database.notify(SharedStorePatrol.channel) }
            return new
        }
    }

    /// Up to where a listing's instances are stored; nil before the first.
    package func position(of cursor: String) async throws -> Timestamp? {
        try await database.read { database in
            try database.value(Timestamp.self, "SELECT position FROM cursors WHERE name = ?", [.of(cursor)])
        }
    }

    /// Makes every running approval due now, since its last event may be lost.
    package func wakeOpen(at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.execute(
                "UPDATE items SET due = ? WHERE state = 'open' AND lease IS NULL AND due > ?", [.of(now), .of(now)])
        }
    }

    /// Forgets events that arrived before `limit`. Items and their transitions stay.
    package func forgetEvents(before limit: Timestamp) async throws {
        try await database.commit { database in
            _ = try database.execute("DELETE FROM events WHERE at < ?", [.of(limit)])
        }
    }
}

extension SQLConnection {
    fileprivate func record(_ event: ArrivedEvent, at now: Timestamp) throws {
        try execute(
            "INSERT INTO events (event, type, change, instance, at) VALUES (?, ?, ?, ?, ?)",
            [.of(event.id), .of(event.type), .of(event.change), .of(event.instance), .of(now)])
    }

    func store(_ arrival: Arrival, at now: Timestamp, rereadAt: Timestamp, note: String) throws -> Int {
        var new = 0
        for key in arrival.keys {
            if try insert(key, arrival.news, at: now, rereadAt: rereadAt, note: note) {
                new += 1
            } else if arrival.news.isEnd {
                try hint(key, at: now)
                if arrival.news == .withdrawn { try doubt(key, at: now) }
            }
        }
        return new
    }

    /// Stores a new item. Returns whether it is new.
    func insert(
        _ key: ItemKey, _ news: Arrival.News, at now: Timestamp, rereadAt: Timestamp, note: String
    ) throws -> Bool {
        let isOpen = news == .started
        let state = isOpen ? ItemState.open : .received
        let inserted = try row(
            """
            INSERT INTO items (flow, instance, form, number, state, due, waiting, hinted, doubted, created, updated)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (instance, form, flow) DO NOTHING RETURNING id
            """,
            [
                .of(key.flow), .of(key.instance), .of(key.form), .of(DocumentNumber.make(for: key)),
                .of(state.rawValue), .of(isOpen ? rereadAt : now), .of(isOpen ? WaitReason.running.rawValue : nil),
                .of(news.isEnd ? now : nil), .of(news == .withdrawn ? now : nil), .of(now), .of(now),
            ])
        guard let inserted else { return false }
        try log(item: try inserted.get(0), at: now, epoch: 0, from: nil, to: state, note: note)
        return true
    }

    /// A worker may be reading the running instance right now; it finds the newer hint when it writes its result.
    private func hint(_ key: ItemKey, at now: Timestamp) throws {
        try execute(
            """
            UPDATE items SET hinted = ?, pauses = CASE WHEN state = 'open' AND lease IS NULL THEN 0 ELSE pauses END,
                due = CASE WHEN state = 'open' AND lease IS NULL THEN ? ELSE due END
            WHERE instance = ? AND form = ? AND flow = ? AND state IN ('received', 'open')
            """,
            [.of(now), .of(now), .of(key.instance), .of(key.form), .of(key.flow)])
    }
}
