import Seams

/// Messages to a robot that go together in one: it takes 20 a minute, and blocks whoever sends more for ten minutes
/// (the reference's section 6.5).
struct RobotBatch: Hashable, Sendable {
    /// The first message's id, by which the store knows the batch.
    var id: Int64
    var messages: [AlertMessage]
    /// How often it was tried in vain.
    var pauses: Int
    /// Whether an earlier attempt may have reached the robot.
    var isRepeated: Bool

    /// What the robot tells repetitions by (`msgUuid`): the same for the same messages.
    var number: String { DocumentNumber.text(of: messages.map(\.number).joined(separator: "\n"), digits: 26) }
}

/// What becomes of messages after an attempt.
enum AlertFate: Hashable, Sendable {
    case sent
    /// Tried again then. With `mayHaveHappened` the attempt may have reached the receiver.
    case later(Timestamp, reason: String, mayHaveHappened: Bool)
    /// Only a person can help.
    case refused(reason: String)
}

extension AlertStore {
    private static let batchMessagesMax = 20
    private static let batchBytesMax = 4000
    private static let columns = "id, number, alert, text, created, epoch, pauses"

    /// What an earlier process was sending counts as possibly sent, and is due at once. Only for a database with one
    /// process; with several, its lease runs out.
    func recover(at now: Timestamp) async throws {
        guard database.dialect == .sqlite else { return }
        _ = try await database.commit { database in
            try database.execute(
                "UPDATE alert_messages SET epoch = epoch + 1, due = ? WHERE state = 'sending' AND due > ?",
                [.of(now), .of(now)])
        }
    }

    /// Takes the next messages to the robot until `lease`, at least `spacing` after the last ones: those of an attempt whose
    /// outcome is unknown, as they were, or all that wait.
    ///
    /// - Throws: `LostLeadership`.
    func claimBatch(
        spacing: Duration, under term: LeadershipTerm, at now: Timestamp, lease: Timestamp
    ) async throws -> RobotBatch? {
        try await database.commit { database in
            try database.require(term)
            let begun = try database.row(
                "SELECT batch, due FROM alert_messages WHERE receiver = 'robot' AND state = 'sending' ORDER BY id LIMIT 1"
            )
            if let begun, try begun.get(1, as: Timestamp.self) > now { return nil }
            guard try database.robotIsFree(spacing) <= now else { return nil }
            var messages: [AlertMessage]
            if let begun {
                messages = try database.rows(
                    "SELECT \(AlertStore.columns) FROM alert_messages WHERE receiver = 'robot' AND batch = ? ORDER BY id",
                    [.of(try begun.get(0, as: Int64.self))]
                ).map(AlertMessage.init(row:))
            } else {
                messages = try database.rows(
                    """
                    SELECT \(AlertStore.columns) FROM alert_messages
                    WHERE receiver = 'robot' AND due IS NOT NULL AND due <= ? ORDER BY id LIMIT ?
                    """, [.of(now), .of(AlertStore.batchMessagesMax)]
                ).map(AlertMessage.init(row:))
                while messages.count > 1, messages.reduce(0, { $0 + $1.text.utf8.count }) > AlertStore.batchBytesMax {
                    messages.removeLast()
                }
            }
            guard let first = messages.first else { return nil }
            for message in messages {
                try database.execute(
                    """
                    UPDATE alert_messages SET state = 'sending', batch = ?, epoch = epoch + 1, due = ?, attempted = ?
                    WHERE id = ?
                    """, [.of(first.id), .of(lease), .of(now), .of(message.id)])
            }
            for index in messages.indices { messages[index].epoch += 1 }
            return RobotBatch(
                id: first.id, messages: messages, pauses: messages.map(\.pauses).max() ?? 0,
                isRepeated: begun != nil)
        }
    }

    /// Takes at most `limit` due messages to the web hook until `lease`; of one alert only the oldest, so that nobody hears
    /// of an end before the beginning.
    ///
    /// - Throws: `LostLeadership`.
    func claimHooks(
        limit: Int, under term: LeadershipTerm, at now: Timestamp, lease: Timestamp
    ) async throws -> [AlertMessage] {
        guard limit > 0 else { return [] }
        return try await database.commit { database in
            try database.require(term)
            return try database.rows(
                """
                SELECT \(AlertStore.columns) FROM alert_messages m
                WHERE receiver = 'hook' AND due IS NOT NULL AND due <= ? AND NOT EXISTS (
                    SELECT 1 FROM alert_messages o
                    WHERE o.alert = m.alert AND o.receiver = 'hook' AND o.due IS NOT NULL AND o.id < m.id)
                ORDER BY id LIMIT ?
                """, [.of(now), .of(limit)]
            ).map { row in
                var message = try AlertMessage(row: row)
                message.epoch += 1
                try database.execute(
                    """
                    UPDATE alert_messages SET state = 'sending', batch = id, epoch = epoch + 1, due = ?, attempted = ?
                    WHERE id = ?
                    """, [.of(lease), .of(now), .of(message.id)])
                return message
            }
        }
    }

    /// When the robot can be called next; nil when nothing waits for it.
    func nextBatch(spacing: Duration) async throws -> Timestamp? {
        try await database.read { database in
            let due = try database.value(
                Timestamp.self,
                """
                SELECT MIN(due) FROM alert_messages WHERE receiver = 'robot' AND due IS NOT NULL
                    AND (state = 'sending' OR NOT EXISTS (
                        SELECT 1 FROM alert_messages o WHERE o.receiver = 'robot' AND o.state = 'sending'))
                """)
            guard let due else { return nil }
            return max(due, try database.robotIsFree(spacing))
        }
    }

    /// The next time after `now` at which a message to the web hook falls due.
    func nextHook(after now: Timestamp) async throws -> Timestamp? {
        try await database.read { database in
            try database.value(
                Timestamp.self,
                "SELECT MIN(due) FROM alert_messages WHERE receiver = 'hook' AND due IS NOT NULL AND due > ?",
                [.of(now)])
        }
    }

    /// Stores what became of messages that were claimed with this batch and epoch.
    ///
    /// - Throws: `StaleClaim` when they were claimed again meanwhile.
    func store(
        _ fate: AlertFate, of messages: [AlertMessage], to receiver: AlertReceiver, at now: Timestamp
    ) async throws {
        try await database.commit { database in
            for message in messages {
                let (change, values) = fate.change(at: now)
                let changed = try database.execute(
                    "UPDATE alert_messages SET pauses = pauses + 1, \(change) WHERE id = ? AND epoch = ?",
                    values + [.of(message.id), .of(message.epoch)])
                guard changed == 1 else { throw StaleClaim(item: message.id, epoch: message.epoch) }
                if case .later = fate { continue }
                if fate == .sent {
                    try database.execute(
                        "UPDATE alerts SET last_sent = ? WHERE id = ?", [.of(now), .of(message.alert)])
                }
                try database.audit(AuditEntry(fate, of: message, to: receiver, at: now))
            }
        }
    }
}

extension SQLConnection {
    /// From when on the robot may be called again.
    fileprivate func robotIsFree(_ spacing: Duration) throws -> Timestamp {
        let last = try value(Timestamp.self, "SELECT MAX(attempted) FROM alert_messages WHERE receiver = 'robot'")
        return last.map { $0 + spacing } ?? Timestamp(nanoseconds: 0)
    }
}

extension AlertMessage {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.get(0), number: try row.get(1), alert: try row.get(2), text: try row.get(3),
            created: try row.get(4), epoch: try row.get(5), pauses: try row.get(6))
    }
}

extension AlertFate {
    fileprivate func change(at now: Timestamp) -> (String, [SQLValue]) {
        switch self {
        case .sent: ("state = 'sent', sent = ?, due = NULL, reason = NULL", [.of(now)])
        case .later(let time, let reason, true): ("due = ?, reason = ?", [.of(time), .of(reason)])
        case .later(let time, let reason, false):
            // Nothing happened: it goes together with what comes meanwhile.
            ("state = 'pending', batch = NULL, due = ?, reason = ?", [.of(time), .of(reason)])
        case .refused(let reason): ("state = 'refused', due = NULL, reason = ?", [.of(reason)])
        }
    }
}

extension AuditEntry {
    fileprivate init(_ fate: AlertFate, of message: AlertMessage, to receiver: AlertReceiver, at now: Timestamp) {
        let isSent = fate == .sent
        var detail = message.number
        if case .refused(let reason) = fate { detail += ": \(reason)" }
        self.init(
            at: now, kind: isSent ? .effect : .system,
            action: isSent ? "send alert to \(receiver.rawValue)" : "alert not sent to \(receiver.rawValue)",
            subject: "A\(message.alert)", detail: detail)
    }
}
