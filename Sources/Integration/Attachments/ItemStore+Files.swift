import Seams

/// What a step does to one file, with what the audit log is to say of it.
package struct FileStep: Hashable, Sendable {
    package var file: CarriedFile
    /// What happened, such as `attach file to`; nil for what no platform saw.
    package var deed: String?
    /// How many files the approval has.
    package var count: Int
}

extension ItemStore {
    /// The files of an item in the order of the form; empty when none was begun.
    func files(of item: Int64) async throws -> [CarriedFile] {
        try await database.read { database in
            try database.rows(
                "SELECT \(CarriedFile.columns) FROM carried_files WHERE item = ? ORDER BY position", [.of(item)]
            ).map(CarriedFile.init(row:))
        }
    }
}

extension SQLConnection {
    /// The files that the documents of these items lack, by name and reason, in the order of items and forms: those left out,
    /// and with `isHeld` those for which an item was given up. A person may have taken the latter out since.
    func lackingFiles(of items: [Int64], isHeld: Bool) throws -> [(name: String, reason: String)] {
        let states: [CarriedFile.State] = isHeld ? [.leftOut, .waiting, .unknown] : [.leftOut]
        let places = states.map { _ in "?" }.joined(separator: ", ")
        var found: [(name: String, reason: String)] = []
        for item in items {
            var arguments: [SQLValue] = [.of(item)]
            for state in states { arguments.append(.of(state.rawValue)) }
            let lines = try rows(
                """
                SELECT name, reason FROM carried_files WHERE item = ? AND reason IS NOT NULL AND state IN (\(places))
                ORDER BY position
                """, arguments)
            for row in lines { found.append((try row.get(0), try row.get(1))) }
        }
        return found
    }

    /// Writes a file's row.
    func write(_ file: CarriedFile, of item: Int64) throws {
        try execute(
            """
            INSERT INTO carried_files (item, \(CarriedFile.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (item, position) DO UPDATE SET
                source = excluded.source, name = excluded.name, alias = excluded.alias, stated = excluded.stated,
                state = excluded.state, document = excluded.document, file = excluded.file, done = excluded.done,
                size = excluded.size, restarts = excluded.restarts, sent_at = excluded.sent_at, hash = excluded.hash,
                attachment = excluded.attachment, reason = excluded.reason, kind = excluded.kind
            """,
            [
                .of(item), .of(file.position), .of(file.source), .of(file.name), .of(file.alias), .of(file.stated),
                .of(file.state.rawValue), .of(file.document), .of(file.file), .of(file.done), .of(file.size),
                .of(file.restarts), .of(file.sentAt), .of(file.hash), .of(file.attachment), .of(file.reason),
                .of(file.kind.rawValue),
            ])
    }
}

extension CarriedFile {
    fileprivate static let columns = """
        position, source, name, alias, stated, state, document, file, done, size, restarts, sent_at, hash, attachment, \
        reason, kind
        """

    fileprivate init(row: SQLRow) throws {
        self.init(
            Kind(rawValue: try row.get(15)) ?? .form, source: try row.get(1), name: try row.get(2),
            stated: try row.get(4))
        position = try row.get(0)
        alias = try row.get(3)
        let name: String = try row.get(5)
        // A state of a later release: looked up before anything is sent.
        state = State(rawValue: name) ?? .unknown
        document = try row.get(6)
        file = try row.find(7)
        done = try row.get(8)
        size = try row.find(9)
        restarts = try row.get(10)
        sentAt = try row.find(11)
        hash = try row.find(12)
        attachment = try row.find(13)
        reason = try row.find(14)
    }
}

extension FileStep {
    /// What the audit log says. A file's name may name a person: its place, size and hash tell enough.
    func entry(for item: Item, _ progress: ItemProgress, at now: Timestamp) -> AuditEntry? {
        guard let deed else { return nil }
        var parts = ["instance \(item.key.instance)", "file \(file.position + 1) of \(count)"]
        if let size = file.size { parts.append("\(size) bytes") }
        if let hash = file.hash { parts.append("sha256 \(hash)") }
        if let attachment = file.attachment { parts.append("attachment \(attachment)") }
        if file.state == .leftOut, let reason = file.reason { parts.append(reason.replacing(file.name, with: "…")) }
        return AuditEntry(
            at: now, kind: .effect, action: "\(deed) \(item.key.form)",
            subject: progress.document?.number ?? item.number, detail: parts.joined(separator: ", "))
    }
}
