import Foundation
import Seams

/// One breach: stock that fell below its threshold, and the notification about it.
struct StockAlert: Hashable, Sendable {
    /// How far the notification has come.
    enum State: String, CaseIterable, Sendable {
        /// To be sent.
        case pending
        /// About to be sent, or sent with an unknown outcome.
        case sending
        /// Taken by DingTalk; its result is still to be looked up.
        case sent
        /// With its receivers, as far as the platform tells.
        case confirmed
        /// DingTalk does not take it; only a person can help.
        case refused
        /// An operator did not want it.
        case muted
    }

    var id: Int64
    /// The alert's own number, which its text ends with.
    var number: String
    var key: StockKey
    var name: String
    var quantity: String
    var threshold: String
    var opened: Timestamp
    var recovered: Timestamp?
    /// The title of a message in markdown; nil for plain text.
    var title: String?
    var text: String
    /// The version of the mapping that made the message, or why it could not; nil for the built-in text.
    var mapping: String?
    var users: [String]
    var departments: [Int64]
    var state: State
    /// DingTalk's task.
    var task: String?
    /// When it was first attempted, of attempts that may have succeeded.
    var attempted: Timestamp?
    var epoch: Int
    var tries: Int
    var pauses: Int
    var due: Timestamp?
    var sent: Timestamp?
    var reason: String?
}

extension StockAlert {
    static let columns = """
        id, number, rule, organization, material, warehouse, name, quantity, threshold, opened, recovered, text, users, \
        departments, state, task, attempted, epoch, tries, pauses, due, sent, reason, title, mapping
        """

    init(row: SQLRow) throws {
        self.init(
            id: try row.get(0), number: try row.get(1),
            key: StockKey(
                rule: try row.get(2), organization: try row.get(3), material: try row.get(4),
                warehouse: try row.get(5)),
            name: try row.get(6), quantity: try row.get(7), threshold: try row.get(8), opened: try row.get(9),
            recovered: try row.find(10), title: try row.find(23), text: try row.get(11), mapping: try row.find(24),
            users: try row.get(12, as: String.self).split(separator: ",").map(String.init),
            departments: try row.get(13, as: String.self).split(separator: ",").compactMap { Int64($0) },
            state: State(rawValue: try row.get(14)) ?? .refused, task: try row.find(15),
            attempted: try row.find(16), epoch: try row.get(17), tries: try row.get(18), pauses: try row.get(19),
            due: try row.find(20), sent: try row.find(21), reason: try row.find(22))
    }
}

extension StockAlert {
    private static let unmapped = "failed: "

    /// Whether a mapping failed to make the message, so that the built-in one is sent.
    var isUnmapped: Bool { mapping?.hasPrefix(StockAlert.unmapped) ?? false }

    /// The alert with the message and the receivers that a mapping makes; nil where it wants no message. What goes wrong
    /// leaves the built-in words: people must be told of the stock whatever is wrong with the mapping.
    ///
    /// - Throws: where the outside could not be asked.
    func prepared(by mapping: Mapping, _ oracle: any MappingOracle) async throws(OracleFailure) -> StockAlert? {
        var alert = self
        do {
            let document = try await oracle.document {
                try mapping.map(record: StockMessage.record(of: self), number: number, knowledge: $0)
            }
            let message = try StockMessage(document, of: self)
            (alert.title, alert.text, alert.mapping) = (message.title, message.text, mapping.version)
            if !message.users.isEmpty { (alert.users, alert.departments) = (message.users, []) }
        } catch is DocumentNotWanted {
            return nil
        } catch let failure as OracleFailure {
            throw failure
        } catch {
            alert.mapping = "\(StockAlert.unmapped)\(error)"
        }
        return alert
    }
}

/// What becomes of an alert's notification after an attempt.
enum StockAlertFate: Hashable, Sendable {
    /// DingTalk took it.
    case sent(task: String, lookUpAt: Timestamp?)
    /// It needs no more attention.
    case confirmed(reason: String?)
    /// These people got nothing yet, because of a limit; at this time they are sent it.
    case again(users: [String], at: Timestamp, reason: String)
    /// The same is tried again. With `mayHaveHappened` the attempt may have had an effect.
    case later(Timestamp, reason: String, mayHaveHappened: Bool)
    /// Only a person can help.
    case refused(reason: String)
}
