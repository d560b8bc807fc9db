import Foundation
import Seams

/// The operators' alerts in the core's store. A change of state and the messages that it makes are one transaction, and
/// nothing is sent before that is on the disk.
struct AlertStore: Sendable {
    let database: any RelationalStore

    /// How long alerts that are over are kept.
    private static let kept = Duration.seconds(90 * 86_400)

    /// The alerts that are not over, in the order in which they began.
    func open() async throws -> [Alert] {
        try await database.read { database in
            try database.rows("SELECT \(Alert.columns) FROM alerts WHERE state <> 'over' ORDER BY id").compactMap(
                Alert.init(row:))
        }
    }

    /// Makes these changes, as long as `term` is the newest, and keeps the role until `lease`. Returns how many messages
    /// were put down.
    ///
    /// - Throws: `LostLeadership`.
    func apply(
        _ changes: [AlertChange], under term: LeadershipTerm, until lease: Timestamp, at now: Timestamp,
        _ settings: AlertSettings
    ) async throws -> Int {
        try await database.commit { database in
            try database.hold(term, until: lease)
            let clerk = AlertClerk(database: database, settings: settings, now: now)
            let count = try changes.reduce(0) { try $0 + clerk.perform($1) }
            try database.execute("DELETE FROM alerts WHERE ended < ?", [.of(now - AlertStore.kept)])
            return count
        }
    }

    // MARK: Operators

    /// The newest alerts first: those of one state, or all that are or were told.
    func alerts(state: Alert.State?, limit: Int) async throws -> [Alert] {
        try await database.read { database in
            let condition = state == nil ? "fired IS NOT NULL" : "state = ?"
            let arguments = state.map { [SQLValue.of($0.rawValue)] } ?? []
            return try database.rows(
                "SELECT \(Alert.columns) FROM alerts WHERE \(condition) ORDER BY id DESC LIMIT ?",
                arguments + [.of(limit)]
            ).compactMap(Alert.init(row:))
        }
    }

    func alert(_ id: Int64) async throws -> Alert? {
        try await database.read { database in
            try database.row("SELECT \(Alert.columns) FROM alerts WHERE id = ?", [.of(id)]).flatMap(Alert.init(row:))
        }
    }

    /// What was and is to be sent about these alerts, oldest first.
    func messages(about alerts: [Int64]) async throws -> [AlertPost] {
        try await database.read { database in
            try alerts.flatMap { alert in
                try database.rows(
                    """
                    SELECT number, receiver, kind, state, created, sent, reason FROM alert_messages WHERE alert = ?
                    ORDER BY id
                    """, [.of(alert)]
                ).map { row in
                    AlertPost(
                        alert: alert, number: try row.get(0), receiver: try row.get(1), kind: try row.get(2),
                        state: try row.get(3), created: try row.get(4), sent: try row.find(5), reason: try row.find(6))
                }
            }
        }
    }

    /// Silences an alert until `until`, also when it comes back meanwhile; a time that is over ends the silence.
    func silence(_ alert: Alert, until: Timestamp, by actor: String, at now: Timestamp) async throws {
        try await database.commit { database in
            let isSilence = until > now
            try database.execute(
                "UPDATE alerts SET silenced = ?, silenced_by = ? WHERE id = ?",
                [.of(isSilence ? until : nil), .of(isSilence ? actor : nil), .of(alert.id)])
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: actor, action: isSilence ? "silence alert" : "unsilence alert",
                    subject: alert.number,
                    detail: "\(alert.rule.rawValue) \(alert.subject)" + (isSilence ? " until \(until.isoText)" : "")))
        }
    }

    /// Somebody looks after it: it is not repeated any more. False when it is over.
    func acknowledge(_ alert: Alert, by actor: String, at now: Timestamp) async throws -> Bool {
        try await database.commit { database in
            let changed = try database.execute(
                "UPDATE alerts SET acknowledged_by = ? WHERE id = ? AND state <> 'over'", [.of(actor), .of(alert.id)])
            guard changed == 1 else { return false }
            try database.audit(
                AuditEntry(
                    at: now, kind: .operation, actor: actor, action: "acknowledge alert", subject: alert.number,
                    detail: "\(alert.rule.rawValue) \(alert.subject)"))
            return true
        }
    }
}

/// A message as operators see it.
struct AlertPost: Hashable, Sendable {
    var alert: Int64
    var number: String
    var receiver: String
    var kind: String
    var state: String
    var created: Timestamp
    var sent: Timestamp?
    var reason: String?
}

/// Writes changes down, inside one transaction.
private struct AlertClerk {
    let database: any SQLConnection
    let settings: AlertSettings
    let now: Timestamp

    /// Within this time the same alert counts as having come back.
    private static let relapse = Duration.seconds(3600)

    /// Returns how many messages were put down.
    func perform(_ change: AlertChange) throws -> Int {
        switch change {
        case .open(let condition, let isFiring): return try open(condition, isFiring)
        case .fire(var alert, let detail):
            (alert.state, alert.fired, alert.quiet, alert.detail) = (.firing, now, nil, detail)
            return try update(alert, alert.isSilenced(at: now) ? nil : .firing)
        case .tell(var alert, let detail):
            (alert.quiet, alert.detail) = (nil, detail)
            return try update(alert, .firing)
        case .again(var alert, let detail):
            (alert.quiet, alert.detail) = (nil, detail)
            return try update(alert, .again)
        case .note(var alert, let quiet, let detail):
            (alert.quiet, alert.detail) = (quiet, detail)
            return try update(alert, nil)
        case .over(var alert, let ended):
            (alert.state, alert.ended) = (.over, ended)
            // Whoever heard of it hears that it is over, silence or not; who did not, hears nothing.
            return try update(alert, alert.told == nil ? nil : .over)
        case .forget(let alert):
            try database.execute("DELETE FROM alerts WHERE id = ?", [.of(alert.id)])
            return 0
        }
    }

    private func open(_ condition: AlertCondition, _ isFiring: Bool) throws -> Int {
        let place: [SQLValue] = [.of(condition.rule.rawValue), .of(condition.subject)]
        let last = try database.row(
            "SELECT silenced, silenced_by FROM alerts WHERE rule = ? AND subject = ? ORDER BY id DESC LIMIT 1", place)
        let relapses =
            try database.value(
                Int.self, "SELECT COUNT(*) FROM alerts WHERE rule = ? AND subject = ? AND ended > ?",
                place + [.of(now - AlertClerk.relapse)]) ?? 0
        let row = try database.row(
            """
            INSERT INTO alerts (rule, subject, state, since, fired, detail, relapses, silenced, silenced_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING \(Alert.columns)
            """,
            place + [
                .of(isFiring ? "firing" : "pending"), .of(condition.since), .of(isFiring ? now : nil),
                .of(condition.detail), .of(relapses), .of(try last?.find(0, as: Timestamp.self)),
                .of(try last?.find(1, as: String.self)),
            ])
        guard isFiring, let alert = try row.flatMap(Alert.init(row:)) else { return 0 }
        return try update(alert, alert.isSilenced(at: now) ? nil : .firing)
    }

    private func update(_ alert: Alert, _ message: AlertMessage.Kind?) throws -> Int {
        var alert = alert
        if message != nil { alert.told = now }
        try database.execute(
            """
            UPDATE alerts SET state = ?, fired = ?, quiet = ?, ended = ?, detail = ?, told = ? WHERE id = ?
            """,
            [
                .of(alert.state.rawValue), .of(alert.fired), .of(alert.quiet), .of(alert.ended), .of(alert.detail),
                .of(alert.told), .of(alert.id),
            ])
        guard let message else { return 0 }
        try database.audit(
            AuditEntry(
                at: now, kind: .system, action: "alert \(message.rawValue)", subject: alert.number,
                detail: "\(alert.rule.rawValue) \(alert.subject): \(alert.detail)"))
        return try settings.receivers.reduce(0) { try $0 + put(message, alert, $1) }
    }

    private func put(_ kind: AlertMessage.Kind, _ alert: Alert, _ receiver: AlertReceiver) throws -> Int {
        if kind == .again {
            // A receiver that cannot be reached finds one message about it, not hundreds.
            let waiting = try database.value(
                Int.self, "SELECT COUNT(*) FROM alert_messages WHERE alert = ? AND receiver = ? AND due IS NOT NULL",
                [.of(alert.id), .of(receiver.rawValue)])
            guard waiting == 0 else { return 0 }
        }
        let source =
            "\(alert.id)\n\(alert.rule.rawValue)\n\(alert.subject)\n\(alert.since.nanoseconds)\n"
            + "\(receiver.rawValue)\n\(kind.rawValue)\n\(now.nanoseconds)"
        let number = "AM" + DocumentNumber.text(of: source, digits: 20)
        let text =
            switch receiver {
            case .robot: AlertWords(settings.language).line(kind, alert, at: now)
            case .hook: HookBody(number: number, kind: kind, alert: alert, at: now, settings).text
            }
        try database.execute(
            """
            INSERT INTO alert_messages (number, alert, receiver, kind, text, created, state, due)
            VALUES (?, ?, ?, ?, ?, ?, 'pending', ?)
            """,
            [
                .of(number), .of(alert.id), .of(receiver.rawValue), .of(kind.rawValue), .of(text), .of(now), .of(now),
            ])
        return 1
    }
}
