package import Seams

extension ItemStore {
    /// How many entries share a statement: each costs the engine's way there and back, not only what it writes.
    private static let entriesTogether = 25

    /// Stores a page, and that it is stored, in one transaction: the checkpoint never covers an item that is not there, and
    /// a page that is stored again changes nothing.
    ///
    /// What could be mapped is ready to be saved; what could not is a dead letter, to be mended like any other.
    ///
    /// - Parameters:
    ///   - checkpoint: the name under which `position` is kept.
    ///   - operation: the entry for the audit log.
    /// - Returns: how many items are new.
    package func take(
        _ page: BulkPage, checkpoint: String, at position: Int64, now: Timestamp, audit operation: AuditEntry? = nil
    ) async throws -> Int {
        try await database.commit { database in
            var new = 0
            for start in stride(from: 0, to: page.entries.count, by: ItemStore.entriesTogether) {
                let end = min(page.entries.count, start + ItemStore.entriesTogether)
                new += try database.take(page.entries[start..<end], at: now)
            }
            try database.execute(
                """
                INSERT INTO cursors (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """,
                [.of(checkpoint), .of(position)])
            if let operation { try database.audit(operation) }
            return new
        }
    }

    /// Up to where pages are stored; 0 before the first.
    package func checkpoint(_ name: String) async throws -> Int64 {
        try await database.read { database in
            try database.value(Int64.self, "SELECT position FROM cursors WHERE name = ?", [.of(name)]) ?? 0
        }
    }
}

extension SQLConnection {
    /// Stores what is new among `entries`; returns how many that are.
    fileprivate func take(_ entries: ArraySlice<BulkPage.Entry>, at now: Timestamp) throws -> Int {
        let rows = try rows(
            """
            INSERT INTO items (flow, instance, form, number, state, due, hinted, reason, payload_hash, created, updated)
            VALUES \(values(11, times: entries.count)) ON CONFLICT (instance, form, flow) DO NOTHING
            RETURNING id, number
            """, entries.flatMap { $0.item(at: now) })
        // Numbers are made of keys, so that they tell entries apart as keys do.
        var ids: [String: Int64] = [:]
        for row in rows { ids[try row.get(1)] = try row.get(0) }
        let new = entries.compactMap { entry in ids.removeValue(forKey: entry.number).map { (id: $0, entry: entry) } }
        guard !new.isEmpty else { return 0 }
        try execute(
            "INSERT INTO bodies (item, snapshot, payload, mapping_version) VALUES \(values(4, times: new.count))",
            new.flatMap { $0.entry.body(of: $0.id) })
        try execute(
            """
            INSERT INTO transitions (item, at, epoch, from_state, to_state, note)
            VALUES \(values(6, times: new.count))
            """,
            new.flatMap { id, entry in
                [.of(id), .of(now), .of(0), .null, .of(entry.state.rawValue), .of("imported")] as [SQLValue]
            })
        return new.count
    }

    /// `(?, ?), (?, ?)`
    private func values(_ columns: Int, times count: Int) -> String {
        let one = "(\(Array(repeating: "?", count: columns).joined(separator: ", ")))"
        return Array(repeating: one, count: count).joined(separator: ", ")
    }
}

extension BulkPage.Entry {
    fileprivate var state: ItemState {
        switch outcome {
        case .mapped: .ready
        case .asks: .received
        case .unwanted: .ignored
        case .mistaken: .dead
        }
    }

    /// The item's columns, in the statement's order.
    fileprivate func item(at now: Timestamp) -> [SQLValue] {
        let (hash, reason): (String?, String?) =
            switch outcome {
            case .mapped(let document): (document.hash, nil)
            case .asks: (nil, nil)
            case .unwanted(let reason): (nil, reason)
            case .mistaken(let mistake): (nil, mistake.description)
            }
        return [
            .of(key.flow), .of(key.instance), .of(key.form), .of(number), .of(state.rawValue),
            .of(state.isResting ? nil : now), .of(now), .of(reason), .of(hash), .of(now), .of(now),
        ]
    }

    /// The body's columns, in the statement's order.
    fileprivate func body(of item: Int64) -> [SQLValue] {
        guard case .mapped(let document) = outcome else {
            return [.of(item), .of(instance.storedText()), .null, .null]
        }
        return [.of(item), .of(instance.storedText()), .of(document.model), .of(version)]
    }
}
