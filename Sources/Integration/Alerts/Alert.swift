import Seams

/// One alert: a rule and its subject, from the first sight of the condition until it is over.
struct Alert: Hashable, Sendable {
    enum State: String, CaseIterable, Sendable {
        /// The condition holds, but not for long enough yet.
        case pending
        case firing
        case over
    }

    var id: Int64
    var rule: AlertRule
    var subject: String
    var state: State
    /// Since when the condition holds.
    var since: Timestamp
    /// When it fired.
    var fired: Timestamp?
    /// Since when the condition is gone again, of one that still fires.
    var quiet: Timestamp?
    /// When the condition was gone, of one that is over.
    var ended: Timestamp?
    var detail: String
    /// How often the same alert had fired within the hour before.
    var relapses = 0
    /// When the newest message about it was put down.
    var told: Timestamp?
    /// When the newest message about it left.
    var lastSent: Timestamp?
    var silencedUntil: Timestamp?
    var silencedBy: String?
    var acknowledgedBy: String?

    /// Its number in messages.
    var number: String { "A\(id)" }

    func isSilenced(at now: Timestamp) -> Bool { silencedUntil.map { $0 > now } ?? false }
}

extension Alert {
    static let columns = """
        id, rule, subject, state, since, fired, quiet, ended, detail, relapses, told, last_sent, silenced, silenced_by, \
        acknowledged_by
        """

    /// Nil for a rule that this release does not know.
    init?(row: SQLRow) throws {
        guard let rule = AlertRule(rawValue: try row.get(1)), let state = State(rawValue: try row.get(3)) else {
            return nil
        }
        self.init(
            id: try row.get(0), rule: rule, subject: try row.get(2), state: state, since: try row.get(4),
            fired: try row.find(5), quiet: try row.find(6), ended: try row.find(7), detail: try row.get(8),
            relapses: try row.get(9), told: try row.find(10), lastSent: try row.find(11),
            silencedUntil: try row.find(12), silencedBy: try row.find(13), acknowledgedBy: try row.find(14))
    }
}

/// A message to one receiver about one alert.
struct AlertMessage: Hashable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case firing, again, over
    }

    enum State: String, CaseIterable, Sendable {
        case pending
        /// On its way, or sent with an unknown outcome.
        case sending
        case sent
        /// The receiver does not take it; only a person can help.
        case refused
    }

    var id: Int64
    /// What the receiver may tell repetitions by.
    var number: String
    var alert: Int64
    var text: String
    var created: Timestamp
    var epoch: Int
    var pauses: Int
}
