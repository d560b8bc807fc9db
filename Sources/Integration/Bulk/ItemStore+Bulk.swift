package import Seams

extension ItemStore {
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
            for entry in page.entries where try database.take(entry, at: now) { new += 1 }
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
    fileprivate func take(_ entry: BulkPage.Entry, at now: Timestamp) throws -> Bool {
        let (state, payload, hash, reason): (ItemState, String?, String?, String?) =
            switch entry.outcome {
            case .mapped(let document): (.ready, document.model, document.hash, nil)
            case .asks: (.received, nil, nil, nil)
            case .unwanted(let reason): (.ignored, nil, nil, reason)
            case .mistaken(let mistake): (.dead, nil, nil, mistake.description)
            }
        let id = try value(
            Int64.self,
            """
            INSERT INTO items (flow, instance, form, number, state, due, hinted, reason, payload_hash, created, updated)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (instance, form, flow) DO NOTHING RETURNING id
            """,
            [
                .of(entry.key.flow), .of(entry.key.instance), .of(entry.key.form), .of(entry.number),
                .of(state.rawValue), .of(state.isResting ? nil : now), .of(now), .of(reason), .of(hash), .of(now),
                .of(now),
            ])
        guard let id else { return false }
        try execute(
            "INSERT INTO bodies (item, snapshot, payload, mapping_version) VALUES (?, ?, ?, ?)",
            [.of(id), .of(entry.instance.storedText()), .of(payload), .of(payload == nil ? nil : entry.version)])
        try log(item: id, at: now, epoch: 0, from: nil, to: state, note: "imported")
        return true
    }
}
