import GRDB
import Seams

extension SmallItem {
    static let columns = """
        id, key, instance, state, due, news, tries, pauses, sent_at, document_id, document_number, mended, payload, reason
        """

    /// Reads a row of `columns`; nil when its state is unknown.
    init?(row: Row) {
        guard let state = State(rawValue: row[3]) else { return nil }
        self.init(
            id: row[0], key: row[1], instance: row[2], state: state,
            due: (row[4] as Int64?).map(Timestamp.init(nanoseconds:)), news: row[5], tries: row[6], pauses: row[7],
            sentAt: (row[8] as Int64?).map(Timestamp.init(nanoseconds:)), documentID: row[9], documentNumber: row[10],
            mended: row[11], payload: row[12], reason: row[13])
    }
}

extension Database {
    /// Adds an item unless its key is there; returns whether it was added.
    @discardableResult
    func insert(key: String, instance: String, _ state: SmallItem.State, due: Timestamp?) throws -> Bool {
        try execute(
            sql: "INSERT INTO work (key, instance, state, due) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            arguments: [key, instance, state.rawValue, due?.nanoseconds])
        return changesCount == 1
    }

    /// Adds an item, or tells the one that is there that its approval is over.
    func note(key: String, instance: String, isOver: Bool, at now: Timestamp, rereadAt: Timestamp) throws {
        let isNew = try insert(key: key, instance: instance, isOver ? .received : .open, due: isOver ? now : rereadAt)
        guard !isNew, isOver else { return }
        try execute(
            sql: """
                UPDATE work SET news = news + 1, due = CASE WHEN state = 'open' THEN ? ELSE due END WHERE key = ?
                """,
            arguments: [now.nanoseconds, key])
    }

    /// Replaces an item.
    func put(_ item: SmallItem, at now: Timestamp) throws {
        try execute(
            sql: """
                UPDATE work SET state = ?, due = CASE WHEN ? = 'open' AND news <> ? THEN ? ELSE ? END, tries = ?,
                    pauses = ?, sent_at = ?, document_id = ?, document_number = ?, mended = ?, payload = ?, reason = ?
                WHERE id = ?
                """,
            arguments: [
                item.state.rawValue, item.state.rawValue, item.news, now.nanoseconds, item.due?.nanoseconds, item.tries,
                item.pauses, item.sentAt?.nanoseconds, item.documentID, item.documentNumber, item.mended, item.payload,
                item.reason, item.id,
            ])
    }

    /// Moves the listing's cursor forward.
    func moveCursor(to position: Timestamp) throws {
        try execute(
            sql: """
                INSERT INTO cursors (name, position) VALUES ('listing', ?)
                ON CONFLICT (name) DO UPDATE SET position = MAX(position, excluded.position)
                """,
            arguments: [position.nanoseconds])
    }
}
