import Seams

/// What operators see of the directory, and what they decide.
extension DirectoryStore {
    /// A question about a record, with the record.
    struct Question: Sendable {
        var id: Int64
        var row: DirectoryRow
        /// `open`, `confirmed`, `rejected` or `settled`: it went away by itself.
        var state: String
        var fields: [DirectoryDifference]
        var at: Timestamp
        var decidedAt: Timestamp?
        var decidedBy: String?
    }

    /// The newest records first, of one kind or state or of all, whose source or number begins with `text`.
    func rows(
        kind: DirectoryKind?, state: DirectoryState?, text: String?, before: Int64?, limit: Int
    ) async throws -> [DirectoryRow] {
        try await database.read { database in
            var conditions: [String] = ["id < ?"]
            var arguments: [SQLValue] = [.of(before ?? Int64.max)]
            if let kind {
                conditions.append("kind = ?")
                arguments.append(.of(kind.rawValue))
            }
            if let state {
                conditions.append("state = ?")
                arguments.append(.of(state.rawValue))
            }
            if let text, !text.isEmpty {
                conditions.append("(source = ? OR number = ?)")
                arguments += [.of(text), .of(text)]
            }
            return try database.rows(
                """
                SELECT \(DirectoryRow.columns) FROM directory WHERE \(conditions.joined(separator: " AND "))
                ORDER BY id DESC LIMIT ?
                """,
                arguments + [.of(limit)]
            ).map(DirectoryRow.init(row:))
        }
    }

    func row(_ kind: DirectoryKind, _ source: String) async throws -> DirectoryRow? {
        try await database.read { try $0.directoryRows(kind, [source])[source] }
    }

    /// How many records each kind has in each state, in a fixed order.
    func counts() async throws -> [(kind: String, state: String, count: Int)] {
        try await database.read { database in
            try database.rows(
                "SELECT kind, state, COUNT(*) FROM directory GROUP BY kind, state ORDER BY kind, state"
            ).map { (try $0.get(0), try $0.get(1), try $0.get(2)) }
        }
    }

    /// Has records read again and written, whatever they wait for.
    func retry(_ kind: DirectoryKind?, _ source: String?, by name: String, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            let rows =
                try source.map { try database.directoryRows(kind ?? .employee, [$0]).map(\.value) }
                ?? database.rows(
                    "SELECT \(DirectoryRow.columns) FROM directory WHERE state = 'dead' ORDER BY id LIMIT 1000"
                )
                .map(DirectoryRow.init(row:))
            for row in rows {
                try database.mark(row.kind, [row.source], at: now)
                try database.audit(
                    AuditEntry(
                        at: now, kind: .operation, actor: name, action: "retry \(row.kind.form)",
                        subject: row.number ?? row.source))
            }
            try database.notify(DirectoryStore.channel)
            return rows.count
        }
    }

    // MARK: Questions

    /// The newest questions first.
    func questions(state: String, limit: Int) async throws -> [Question] {
        try await questions("c.state = ? ORDER BY c.id DESC LIMIT ?", [.of(state), .of(limit)])
    }

    func question(_ id: Int64) async throws -> Question? {
        try await questions("c.id = ?", [.of(id)]).first
    }

    private func questions(_ condition: String, _ arguments: [SQLValue]) async throws -> [Question] {
        let columns = DirectoryRow.columns.split(separator: ",").map {
            "d.\($0.filter { !$0.isWhitespace })"
        }.joined(separator: ", ")
        return try await database.read { database in
            try database.rows(
                """
                SELECT \(columns), c.id, c.state, c.fields, c.at, c.decided_at, c.decided_by
                FROM directory_conflicts c JOIN directory d ON d.id = c.record WHERE \(condition)
                """, arguments
            ).map { row in
                Question(
                    id: try row.get(26), row: try DirectoryRow(row: row), state: try row.get(27),
                    fields: [DirectoryDifference](text: try row.find(28)), at: try row.get(29),
                    decidedAt: try row.find(30), decidedBy: try row.find(31))
            }
        }
    }

    /// Answers an open question: DingTalk's values are written (`isConfirmed`), or Kingdee's stay until either side
    /// changes. Only what was asked is decided: what changed since then is asked anew.
    ///
    /// - Returns: whether the question was open.
    func decide(_ id: Int64, isConfirmed: Bool, by name: String, at now: Timestamp) async throws -> Bool {
        try await database.commit { database in
            let question = try database.row(
                "SELECT record, fields, state FROM directory_conflicts WHERE id = ?\(database.dialect.forUpdate)",
                [.of(id)])
            guard let question, try question.get(2, as: String.self) == "open" else { return false }
            let record: Int64 = try question.get(0)
            let row = try database.row(
                "SELECT \(DirectoryRow.columns) FROM directory WHERE id = ?\(database.dialect.forUpdate)",
                [.of(record)]
            ).map(DirectoryRow.init(row:))
            guard let row else { return false }
            let fields = [DirectoryDifference](text: try question.find(1))
            try database.execute(
                "UPDATE directory_conflicts SET state = ?, decided_at = ?, decided_by = ? WHERE id = ?",
                [.of(isConfirmed ? "confirmed" : "rejected"), .of(now), .of(name), .of(id)])
            let list = (isConfirmed ? row.granted : row.kept) + fields
            try database.execute(
                "UPDATE directory SET \(isConfirmed ? "granted" : "kept") = ? WHERE id = ?",
                [.of(list.text), .of(record)])
            try database.mark(row.kind, [row.source], at: now)
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: name,
                    action: "\(isConfirmed ? "confirm" : "reject") \(row.kind.form)",
                    subject: row.number ?? row.source, detail: fields.map(\.field).joined(separator: ", ")))
            try database.notify(DirectoryStore.channel)
            return true
        }
    }
}
