package import Seams

/// What an operator looks for in the audit log; nil members match everything.
package struct AuditQuery: Hashable, Sendable {
    package var from: Timestamp?
    package var until: Timestamp?
    package var kind: AuditEntry.Kind?
    package var actor: String?
    package var subject: String?
    /// The beginning of the action, such as `save`.
    package var action: String?
    /// Only entries before this one, in the order of the answer.
    package var before: AuditCursor?
    /// At most so many, 1 ... 1000.
    package var limit = 100

    package init() {}
}

/// The place of an entry in the order of a search: newest first.
package struct AuditCursor: Hashable, Sendable {
    package var at: Timestamp
    package var chain: String
    package var number: Int64

    package init(_ record: AuditRecord) {
        at = record.entry.at
        chain = record.chain
        number = record.number
    }

    /// Reads what `text` gave; nil for anything else.
    package init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count == 3, let at = Int64(parts[0]), let number = Int64(parts[1]) else { return nil }
        self.at = Timestamp(nanoseconds: at)
        self.number = number
        chain = parts[2]
    }

    package var text: String { "\(at.nanoseconds):\(number):\(chain)" }
}

extension AuditStore {
    /// The newest matching entries first.
    package func search(_ query: AuditQuery) async throws -> [AuditRecord] {
        var conditions = ["true"]
        var arguments: [SQLValue] = []
        func add(_ condition: String, _ values: SQLValue...) {
            conditions.append(condition)
            arguments += values
        }
        if let from = query.from { add("at >= ?", .of(from)) }
        if let until = query.until { add("at < ?", .of(until)) }
        if let kind = query.kind { add("kind = ?", .of(kind.rawValue)) }
        if let actor = query.actor { add("actor = ?", .of(actor)) }
        if let subject = query.subject { add("subject = ?", .of(subject)) }
        if let action = query.action { add("substr(action, 1, ?) = ?", .of(action.unicodeScalars.count), .of(action)) }
        if let cursor = query.before {
            add("(at, chain, number) < (?, ?, ?)", .of(cursor.at), .of(cursor.chain), .of(cursor.number))
        }
        let (condition, values) = (conditions.joined(separator: " AND "), arguments + [.of(query.limit)])
        return try await database.read { database in
            try database.rows(
                """
                SELECT \(AuditRecord.columns) FROM audit WHERE \(condition)
                ORDER BY at DESC, chain DESC, number DESC LIMIT ?
                """,
                values
            ).map(AuditRecord.init(row:))
        }
    }
}
