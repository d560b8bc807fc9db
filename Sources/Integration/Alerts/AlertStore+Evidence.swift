import Seams

extension AlertStore {
    /// What the store shows of things that wait for a person, of approvals of `flows` that no event told of, and of who tried
    /// to get in lately.
    func evidence(flows: [String], at now: Timestamp) async throws -> AlertEvidence {
        try await database.read { database in
            var evidence = AlertEvidence()
            evidence.dead = try database.items(.dead)
            evidence.deadCount = try database.count("items", "dead")
            let records = try database.records()
            evidence.dead += records
            evidence.deadCount += records.isEmpty ? 0 : try database.count("directory", "dead")
            evidence.undecided = try database.items(.human)
            evidence.conflicts = try database.conflicts() + database.leaves()
            evidence.unannounced = try database.unannounced(flows)
            evidence.failedLogIns =
                try database.value(
                    Int.self, "SELECT COUNT(*) FROM audit WHERE at >= ? AND kind = ? AND action = ?",
                    [
                        .of(now - .seconds(600)), .of(AuditEntry.Kind.signOn.rawValue), .of(AccessControl.failure),
                    ]) ?? 0
            return evidence
        }
    }
}

extension SQLConnection {
    /// The oldest ones, so that those which come later never push others out.
    fileprivate func items(_ state: ItemState) throws -> [AlertEvidence.Case] {
        try rows(
            "SELECT instance, form, number, reason, updated FROM items WHERE state = ? ORDER BY id LIMIT ?",
            [.of(state.rawValue), .of(AlertEvidence.casesMax)]
        ).map { row in
            AlertEvidence.Case(
                subject: "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))",
                since: try row.get(4),
                reason: "\(try row.get(2, as: String.self)): \(try row.find(3, as: String.self) ?? "")")
        }
    }

    /// Records of the organisation that Kingdee does not take.
    fileprivate func records() throws -> [AlertEvidence.Case] {
        try rows(
            "SELECT kind, source, number, reason, updated FROM directory WHERE state = 'dead' ORDER BY id LIMIT ?",
            [.of(AlertEvidence.casesMax)]
        ).map { row in
            AlertEvidence.Case(
                subject: "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))",
                since: try row.get(4),
                reason: "\(try row.find(2, as: String.self) ?? "-"): \(try row.find(3, as: String.self) ?? "")")
        }
    }

    /// How far back it is looked for approvals that no event told of, in items.
    private static var unannouncedMax: Int64 { 5000 }

    /// Approvals that came after the last event: an item that an event announced is as old as that event.
    fileprivate func unannounced(_ flows: [String]) throws -> AlertEvidence.Unannounced? {
        guard !flows.isEmpty else { return nil }
        let newest = try value(Int64.self, "SELECT MAX(id) FROM items") ?? 0
        let last = try value(Timestamp.self, "SELECT MAX(at) FROM events") ?? Timestamp(nanoseconds: 0)
        let places = flows.map { _ in "?" }.joined(separator: ", ")
        let row = try row(
            """
            SELECT COUNT(DISTINCT instance), MIN(created), MAX(created) FROM items
            WHERE id > ? AND created > ? AND flow IN (\(places))
            """, [.of(newest - Self.unannouncedMax), .of(last)] + flows.map { .of($0) })
        guard let row, try row.get(0, as: Int.self) > 0 else { return nil }
        return AlertEvidence.Unannounced(count: try row.get(0), first: try row.get(1), last: try row.get(2))
    }

    fileprivate func conflicts() throws -> [AlertEvidence.Case] {
        try rows(
            """
            SELECT d.kind, d.source, d.number, c.at, c.id FROM directory_conflicts c JOIN directory d ON d.id = c.record
            WHERE c.state = 'open' ORDER BY c.id LIMIT ?
            """, [.of(AlertEvidence.casesMax)]
        ).map { row in
            AlertEvidence.Case(
                subject: "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))",
                since: try row.get(3),
                reason: "\(try row.find(2, as: String.self) ?? "-"): #\(try row.get(4, as: Int64.self))")
        }
    }

    /// Leavers in great numbers, and people whom only Kingdee has, each with one decision for all of them.
    fileprivate func leaves() throws -> [AlertEvidence.Case] {
        try rows(
            "SELECT id, kind, cause, at FROM directory_leaves WHERE state = 'open' ORDER BY id LIMIT ?",
            [.of(AlertEvidence.casesMax)]
        ).map { row in
            AlertEvidence.Case(
                subject: "leaves \(try row.get(0, as: Int64.self))", since: try row.get(3),
                reason: "\(try row.get(1, as: String.self)), \(try row.get(2, as: String.self))")
        }
    }

    fileprivate func count(_ table: String, _ state: String) throws -> Int {
        try value(Int.self, "SELECT COUNT(*) FROM \(table) WHERE state = ?", [.of(state)]) ?? 0
    }
}
