import GRDB
import Seams

extension Item {
    static let columns = """
        id, flow, instance, form, number, state, epoch, lease, due, waiting, hinted, tries, pauses, sent_at, \
        document_id, document_number, document_status, reason, refusal, payload_hash, sent_hash, created, updated
        """

    /// Reads a row of `columns`, in that order.
    init(row: Row) throws {
        guard let state = ItemState(rawValue: row[5]) else { throw UnknownState(item: row[0], state: row[5]) }
        var progress = ItemProgress(state: state)
        progress.tries = row[11]
        progress.pauses = row[12]
        progress.sentAt = Timestamp(stored: row[13])
        if let id: String = row[14] {
            progress.document = KingdeeDocument(id: id, number: row[15] ?? "", status: row[16] ?? "")
        }
        progress.reason = row[17]
        progress.refusal = row[18]
        progress.payloadHash = row[19]
        progress.sentHash = row[20]
        self.init(
            id: row[0], key: ItemKey(flow: row[1], instance: row[2], form: row[3]), number: row[4], epoch: row[6],
            lease: Timestamp(stored: row[7]), due: Timestamp(stored: row[8]),
            waiting: (row[9] as String?).flatMap(WaitReason.init(rawValue:)), hinted: Timestamp(stored: row[10]),
            created: Timestamp(nanoseconds: row[21]), updated: Timestamp(nanoseconds: row[22]), progress: progress)
    }
}

extension ItemProgress {
    static let assignments = """
        state = ?, tries = ?, pauses = ?, sent_at = ?, document_id = ?, document_number = ?, document_status = ?, \
        reason = ?, refusal = ?, payload_hash = ?, sent_hash = ?
        """

    /// The values for `assignments`, in that order.
    var arguments: StatementArguments {
        [
            state.rawValue, tries, pauses, sentAt?.nanoseconds, document?.id, document?.number, document?.status,
            reason, refusal, payloadHash, sentHash,
        ]
    }
}

extension Timestamp {
    /// Reads a nullable column of nanoseconds.
    init?(stored nanoseconds: Int64?) {
        guard let nanoseconds else { return nil }
        self.init(nanoseconds: nanoseconds)
    }
}

/// A state that this release does not know: left alone and reported, never guessed at.
struct UnknownState: Error, CustomStringConvertible {
    let item: Int64
    let state: String

    var description: String { "item \(item) has the unknown state '\(state)'" }
}
