package import Seams

/// Word that an approval may be revoked. It is put beside the item, whoever holds it, and stays there until the holder has
/// looked into it: an item that is given back with unheard word is due at once.
extension ItemStore {
    /// The instances of a form whose documents were begun, as far as nobody doubts their approval, and that were first stored
    /// in the interval, in the order in which they were.
    func begun(of flow: String, from: Timestamp, to: Timestamp) async throws -> [String] {
        try await database.read { database in
            var seen: Set<String> = []
            return try database.rows(
                """
                SELECT instance FROM items WHERE flow = ? AND created >= ? AND created < ?
                    AND doubted IS NULL AND revocation IS NULL
                    AND state NOT IN ('received', 'open', 'ignored', 'abandoned', 'revoked')
                ORDER BY id
                """, [.of(flow), .of(from), .of(to)]
            ).map { try $0.get(0) }.filter { seen.insert($0).inserted }
        }
    }

    /// Tells the items of these instances, as far as they are begun, that they are withdrawn, as a listing shows. Returns how
    /// many had not heard of it.
    package func doubt(_ keys: [ItemKey], at now: Timestamp) async throws -> Int {
        guard !keys.isEmpty else { return 0 }
        return try await database.commit { database in
            let told = try keys.reduce(0) { $0 + (try database.doubt($1, onlyBegun: true, at: now)) }
            if told > 0 { try database.notify(SharedStorePatrol.channel) }
            return told
        }
    }
}

extension SQLConnection {
    /// Tells an item that its approval may be revoked. One that is known to be revoked hears nothing more, nor one that
    /// came to nothing. Returns 1, or 0 when there was nobody to tell.
    @discardableResult
    func doubt(
        _ key: ItemKey, by revoker: String? = nil, onlyBegun: Bool = false, at now: Timestamp
    ) throws -> Int {
        let begun = onlyBegun ? " AND doubted IS NULL AND state NOT IN ('received', 'open')" : ""
        return try execute(
            """
            UPDATE items SET doubted = ?, revoker = COALESCE(?, revoker),
                pauses = CASE WHEN lease IS NULL THEN 0 ELSE pauses END,
                waiting = CASE WHEN lease IS NULL THEN NULL ELSE waiting END,
                due = CASE WHEN lease IS NULL THEN ? ELSE due END
            WHERE instance = ? AND form = ? AND flow = ? AND revocation IS NULL
                AND state NOT IN ('ignored', 'abandoned', 'revoked')\(begun)
            """,
            [.of(now), .of(revoker), .of(now), .of(key.instance), .of(key.form), .of(key.flow)])
    }

    /// Tells the items that an approved revocation revokes; one that is not known yet is stored with the word, so that it
    /// never becomes a document.
    func revoke(_ keys: [ItemKey], by revoker: String, at now: Timestamp) throws {
        for key in keys {
            _ = try insert(key, .withdrawn, at: now, rereadAt: now, note: "revoked by \(revoker)")
            try doubt(key, by: revoker, at: now)
        }
    }

    /// People are not told any more that documents of a revoked approval were made.
    func dropPraise(of item: Item) throws {
        try execute(
            """
            UPDATE notices SET state = 'dropped', due = NULL, reason = 'the approval was revoked', epoch = epoch + 1
            WHERE item = ? AND kind = ? AND state = 'pending'
            """, [.of(item.id), .of(Notice.Kind.done.rawValue)])
    }
}
