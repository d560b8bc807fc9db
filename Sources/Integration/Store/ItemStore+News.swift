package import Seams

/// One step of an item, as the monitor shows it while it happens.
package struct ItemNews: Hashable, Sendable {
    /// The step's number: rises.
    package var id: Int64
    package var at: Timestamp
    package var instance: String
    package var form: String
    package var number: String
    package var from: String?
    package var to: String
    package var note: String?
}

extension ItemStore {
    /// The number of the last step; 0 before the first.
    package func lastStep() async throws -> Int64 {
        try await database.read { try $0.value(Int64.self, "SELECT MAX(id) FROM transitions") ?? 0 }
    }

    /// The steps after number `last`, oldest first, at most `limit`. With several workers a step with a smaller number may
    /// still be committed later: what must be complete is read from an item's story.
    package func steps(after last: Int64, limit: Int) async throws -> [ItemNews] {
        try await database.read { database in
            try database.rows(
                """
                SELECT transitions.id, transitions.at, items.instance, items.form, items.number, from_state, to_state, note
                FROM transitions JOIN items ON items.id = transitions.item
                WHERE transitions.id > ? ORDER BY transitions.id LIMIT ?
                """,
                [.of(last), .of(limit)]
            ).map { row in
                ItemNews(
                    id: try row.get(0), at: try row.get(1), instance: try row.get(2), form: try row.get(3),
                    number: try row.get(4), from: try row.find(5), to: try row.get(6), note: try row.find(7))
            }
        }
    }
}
