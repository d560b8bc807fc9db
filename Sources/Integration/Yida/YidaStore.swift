import Seams

/// A listed form: its item's arrival, and the fingerprint of what it says.
struct ListedForm: Sendable {
    var flow: String
    var instance: String
    var arrival: Arrival
    var fingerprint: String
}

/// A form that says something else than when it was last listed.
struct ChangedForm: Hashable, Sendable {
    var flow: String
    var instance: String
    var fingerprint: String
}

extension ItemStore {
    /// Stores what a page of a listing shows, in one transaction: items of forms that are new, the end of those that were
    /// running, and which forms changed. The listing's cursor stays where it is.
    ///
    /// Returns how many items are new.
    func receive(_ forms: [ListedForm], under term: LeadershipTerm, at now: Timestamp) async throws -> Int {
        try await database.commit { database in
            try database.require(term)
            var new = 0
            for form in forms {
                let stored = try database.store(form.arrival, at: now, rereadAt: now, note: "found by listing")
                new += stored
                // An item that an event made known was read before its form was listed: it may have changed in between.
                let isKnown = stored < form.arrival.keys.count
                try database.note(form, isKnown: isKnown, at: now)
            }
            if new > 0 { try database.notify(SharedStorePatrol.channel) }
            return new
        }
    }

    /// Moves a listing's cursor: everything up to `position` is stored.
    func advance(cursor: String, to position: Timestamp, under term: LeadershipTerm) async throws {
        try await database.commit { database in
            try database.require(term)
            let greatest = database.dialect.greatest("cursors.position", "excluded.position")
            try database.execute(
                """
                INSERT INTO cursors (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = \(greatest)
                """,
                [.of(cursor), .of(position)])
        }
    }

    /// Forms of these flows to compare now, oldest first.
    func changedForms(of flows: [String], at now: Timestamp, limit: Int) async throws -> [ChangedForm] {
        guard !flows.isEmpty else { return [] }
        return try await database.read { database in
            try database.rows(
                """
                SELECT flow, instance, seen FROM yida_forms
                WHERE due IS NOT NULL AND due <= ? AND flow IN (\(ItemStore.places(flows)))
                ORDER BY due, instance LIMIT ?
                """,
                [.of(now)] + flows.map { .of($0) } + [.of(limit)]
            ).map { ChangedForm(flow: try $0.get(0), instance: try $0.get(1), fingerprint: try $0.get(2)) }
        }
    }

    /// When the next form of these flows is to be compared.
    func nextChangedForm(of flows: [String]) async throws -> Timestamp? {
        guard !flows.isEmpty else { return nil }
        return try await database.read { database in
            try database.value(
                Timestamp.self,
                "SELECT MIN(due) FROM yida_forms WHERE due IS NOT NULL AND flow IN (\(ItemStore.places(flows)))",
                flows.map { .of($0) })
        }
    }

    private static func places(_ values: [String]) -> String {
        values.map { _ in "?" }.joined(separator: ", ")
    }

    /// The forms of a flow that became known since `start` and whose documents are begun, as far as nobody has heard that
    /// they are gone; the newest first.
    func begunForms(of flow: String, since start: Timestamp) async throws -> [String] {
        try await database.read { database in
            try database.rows(
                """
                SELECT instance, MAX(id) FROM items
                WHERE flow = ? AND created >= ? AND doubted IS NULL AND revocation IS NULL
                    AND state NOT IN ('received', 'open', 'ignored', 'abandoned', 'revoked')
                GROUP BY instance ORDER BY MAX(id) DESC
                """,
                [.of(flow), .of(start)]
            ).map { try $0.get(0) }
        }
    }

    /// Tells the items of deleted forms, as far as they are begun, that their source is gone. Returns how many had not heard
    /// of it.
    func formsDeleted(
        _ instances: [String], of routes: RouteTable, flow: String, at now: Timestamp
    ) async throws -> Int {
        try await database.commit { database in
            var told = 0
            for instance in instances {
                var isNews = false
                for key in routes.keys(flow: flow, instance: instance) {
                    let count = try database.doubt(key, onlyBegun: true, at: now)
                    told += count
                    isNews = isNews || count > 0
                }
                guard isNews else { continue }
                try database.audit(
                    AuditEntry(
                        at: now, kind: .effect, action: "find deleted form", subject: instance, detail: "flow \(flow)"))
            }
            if told > 0 { try database.notify(SharedStorePatrol.channel) }
            return told
        }
    }

    /// Compares a form again at `due`; nil is done with it, unless it was listed with yet another content meanwhile.
    func compare(_ form: ChangedForm, again due: Timestamp?) async throws {
        try await database.commit { database in
            _ = try database.execute(
                "UPDATE yida_forms SET due = ? WHERE flow = ? AND instance = ? AND seen = ?",
                [.of(due), .of(form.flow), .of(form.instance), .of(form.fingerprint)])
        }
    }

    /// The fields that were ever told what became of an item.
    func writtenFields(of item: Int64) async throws -> Set<String> {
        try await database.read { database in
            let texts = try database.rows(
                "SELECT text FROM notices WHERE item = ? AND kind = 'form'", [.of(item)]
            ).map { try $0.get(0, as: String.self) }
            return Set(texts.flatMap { (try? JSONValue(parsing: $0))?.memberNames ?? [] })
        }
    }
}

extension SQLConnection {
    fileprivate func note(_ form: ListedForm, isKnown: Bool, at now: Timestamp) throws {
        try execute(
            """
            INSERT INTO yida_forms (flow, instance, seen, due) VALUES (?, ?, ?, ?)
            ON CONFLICT (flow, instance) DO UPDATE SET
                due = CASE WHEN yida_forms.seen <> excluded.seen THEN ? ELSE yida_forms.due END, seen = excluded.seen
            """,
            [.of(form.flow), .of(form.instance), .of(form.fingerprint), .of(isKnown ? now : nil), .of(now)])
    }
}
