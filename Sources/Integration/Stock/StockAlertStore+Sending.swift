import Seams

extension StockAlertStore {
    /// What an earlier process was sending counts as possibly sent, and is due at once. Only for a database with one
    /// process; with several, the patrol gives back what dead ones held.
    func recover(at now: Timestamp) async throws {
        guard database.dialect == .sqlite else { return }
        _ = try await database.commit { database in
            try database.execute(
                "UPDATE stock_alerts SET epoch = epoch + 1, due = ? WHERE state = 'sending' AND due > ?",
                [.of(now), .of(now)])
        }
    }

    /// Takes at most `limit` due alerts until `lease`. From here on one that is to be sent counts as possibly sent.
    func claim(limit: Int, at now: Timestamp, lease: Timestamp) async throws -> [StockAlert] {
        guard limit > 0 else { return [] }
        let worker = database.worker
        return try await database.commit { database in
            try database.rows(
                """
                SELECT \(StockAlert.columns) FROM stock_alerts
                WHERE due IS NOT NULL AND due <= ? ORDER BY due, id LIMIT ?\(database.dialect.skipLocked)
                """,
                [.of(now), .of(limit)]
            ).map { row in
                var alert = try StockAlert(row: row)
                let state = alert.state == .pending ? StockAlert.State.sending : alert.state
                try database.execute(
                    """
                    UPDATE stock_alerts SET state = ?, epoch = epoch + 1, due = ?, attempted = COALESCE(attempted, ?),
                        holder = ?
                    WHERE id = ?
                    """,
                    [.of(state.rawValue), .of(lease), .of(now), .of(worker), .of(alert.id)])
                alert.epoch += 1
                return alert
            }
        }
    }

    /// The next time after `now` at which an alert falls due.
    func nextDue(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            try database.value(
                Timestamp.self, "SELECT MIN(due) FROM stock_alerts WHERE due IS NOT NULL AND due > ?", [.of(now)])
        }
    }

    /// Stores what the mapping made of an alert that was claimed as `alert`, before it is sent the first time.
    ///
    /// - Throws: `StaleClaim` when it was claimed again meanwhile.
    func prepare(_ alert: StockAlert, at now: Timestamp) async throws {
        try await database.commit { database in
            let changed = try database.execute(
                """
                UPDATE stock_alerts SET title = ?, text = ?, mapping = ?, users = ?, departments = ?
                WHERE id = ? AND epoch = ?
                """,
                [
                    .of(alert.title), .of(alert.text), .of(alert.mapping), .of(alert.users.joined(separator: ",")),
                    .of(alert.departments.map(String.init).joined(separator: ",")), .of(alert.id), .of(alert.epoch),
                ])
            guard changed == 1 else { throw StaleClaim(item: alert.id, epoch: alert.epoch) }
            guard alert.isUnmapped, let mapping = alert.mapping else { return }
            try database.audit(
                AuditEntry(
                    at: now, kind: .system, action: "stock alert not mapped", subject: alert.number, detail: mapping))
        }
    }

    /// Stores what became of an alert that was claimed as `alert`.
    ///
    /// - Throws: `StaleClaim` when it was claimed again meanwhile.
    func store(_ fate: StockAlertFate, of alert: StockAlert, at now: Timestamp) async throws {
        try await database.commit { database in
            var next = alert
            next.pauses += 1
            next.due = nil
            switch fate {
            case .sent(let task, let lookUpAt):
                (next.state, next.task, next.sent, next.reason) = (.sent, task, alert.sent ?? now, nil)
                (next.due, next.pauses, next.tries) = (lookUpAt, 0, 0)
                if lookUpAt == nil { next.state = .confirmed }
            case .confirmed(let reason):
                (next.state, next.reason) = (.confirmed, reason)
            case .again(let users, let time, let reason):
                (next.state, next.users, next.departments, next.task) = (.pending, users, [], nil)
                (next.due, next.attempted, next.reason) = (time, nil, reason)
            case .later(let time, let reason, let mayHaveHappened):
                (next.due, next.reason) = (time, reason)
                if mayHaveHappened {
                    next.tries += 1
                    if next.state == .pending { (next.state, next.attempted) = (.sending, alert.attempted ?? now) }
                }
            case .refused(let reason):
                (next.state, next.reason) = (.refused, reason)
            }
            try database.update(next)
            if let entry = AuditEntry(fate, of: alert, at: now) { try database.audit(entry) }
        }
    }

    // MARK: Operators

    /// The newest alerts first.
    func alerts(state: StockAlert.State?, limit: Int) async throws -> [StockAlert] {
        try await database.read { database in
            let condition = state == nil ? "" : "WHERE state = ? "
            let arguments = state.map { [SQLValue.of($0.rawValue)] } ?? []
            return try database.rows(
                "SELECT \(StockAlert.columns) FROM stock_alerts \(condition)ORDER BY id DESC LIMIT ?",
                arguments + [.of(limit)]
            ).map(StockAlert.init(row:))
        }
    }

    /// The alert with that number.
    func alert(_ number: String) async throws -> StockAlert? {
        try await database.read { database in
            try database.row("SELECT \(StockAlert.columns) FROM stock_alerts WHERE number = ?", [.of(number)])
                .map(StockAlert.init(row:))
        }
    }

    /// Silences a place until `until`, and a notification of it that was not attempted yet; audited as done by `actor`.
    func mute(_ alert: StockAlert, until: Timestamp, by actor: String, at now: Timestamp) async throws {
        let key = alert.key
        let place: [SQLValue] = [.of(key.rule), .of(key.organization), .of(key.material), .of(key.warehouse)]
        let condition = "rule = ? AND organization = ? AND material = ? AND warehouse = ?"
        try await database.commit { database in
            try database.execute(
                "UPDATE stock_states SET muted_until = ? WHERE \(condition)", [.of(until)] + place)
            try database.execute(
                "UPDATE stock_alerts SET state = 'muted', due = NULL WHERE \(condition) AND state = 'pending'", place)
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: actor, action: "mute stock alert", subject: alert.number,
                    detail: "until \(until.isoText): \(key.text)"))
        }
    }

    /// Lets a refused or muted alert be sent after all; false when it is in another state.
    func resend(_ alert: StockAlert, by actor: String, at now: Timestamp) async throws -> Bool {
        try await database.commit { database in
            let changed = try database.execute(
                """
                UPDATE stock_alerts SET state = 'pending', due = ?, attempted = NULL, tries = 0, pauses = 0, reason = NULL
                WHERE id = ? AND state IN ('refused', 'muted')
                """,
                [.of(now), .of(alert.id)])
            guard changed == 1 else { return false }
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: actor, action: "send stock alert", subject: alert.number))
            return true
        }
    }

    /// How many places are below.
    func placesBelow() async throws -> Int {
        try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM stock_states WHERE below = 1") ?? 0 }
    }
}

extension SQLConnection {
    fileprivate func update(_ alert: StockAlert) throws {
        let changed = try execute(
            """
            UPDATE stock_alerts SET users = ?, departments = ?, state = ?, task = ?, attempted = ?, tries = ?, pauses = ?,
                due = ?, sent = ?, reason = ?, holder = NULL
            WHERE id = ? AND epoch = ?
            """,
            [
                .of(alert.users.joined(separator: ",")),
                .of(alert.departments.map(String.init).joined(separator: ",")), .of(alert.state.rawValue),
                .of(alert.task), .of(alert.attempted), .of(alert.tries), .of(alert.pauses), .of(alert.due),
                .of(alert.sent), .of(alert.reason), .of(alert.id), .of(alert.epoch),
            ])
        guard changed == 1 else { throw StaleClaim(item: alert.id, epoch: alert.epoch) }
    }
}

extension AuditEntry {
    /// What is worth an entry: what reached DingTalk, and what could not.
    fileprivate init?(_ fate: StockAlertFate, of alert: StockAlert, at now: Timestamp) {
        switch fate {
        case .sent(let task, _):
            self.init(
                at: now, kind: .effect, action: "send stock alert", subject: alert.number, detail: "task \(task)")
        case .refused(let reason):
            self.init(
                at: now, kind: .system, action: "stock alert not sent", subject: alert.number, detail: reason)
        case .again(let users, _, let reason):
            self.init(
                at: now, kind: .system, action: "stock alert limited", subject: alert.number,
                detail: "\(users.count) receivers: \(reason)")
        case .confirmed, .later: return nil
        }
    }
}
