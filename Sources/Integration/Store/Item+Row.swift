import Seams

extension Item {
    static let columns = """
        id, flow, instance, form, number, state, epoch, lease, due, waiting, hinted, tries, pauses, sent_at, \
        document_id, document_number, document_status, reason, refusal, payload_hash, sent_hash, created, updated, \
        revocation, doubted, revoker
        """

    /// Reads a row of `columns`, in that order.
    init(row: SQLRow) throws {
        let name: String = try row.get(5)
        guard let state = ItemState(rawValue: name) else { throw UnknownState(item: try row.get(0), state: name) }
        var progress = ItemProgress(state: state)
        progress.tries = try row.get(11)
        progress.pauses = try row.get(12)
        progress.sentAt = try row.find(13)
        if let id: String = try row.find(14) {
            progress.document = KingdeeDocument(
                id: id, number: try row.find(15) ?? "", status: try row.find(16) ?? "")
        }
        progress.reason = try row.find(17)
        progress.refusal = try row.find(18)
        progress.payloadHash = try row.find(19)
        progress.sentHash = try row.find(20)
        progress.revocation = try row.find(23)
        self.init(
            id: try row.get(0),
            key: ItemKey(flow: try row.get(1), instance: try row.get(2), form: try row.get(3)),
            number: try row.get(4), epoch: try row.get(6), lease: try row.find(7), due: try row.find(8),
            waiting: try row.find(9, as: String.self).flatMap(WaitReason.init(rawValue:)), hinted: try row.find(10),
            doubted: try row.find(24), revoker: try row.find(25),
            created: try row.get(21), updated: try row.get(22), progress: progress)
    }
}

extension ItemProgress {
    static let assignments = """
        state = ?, tries = ?, pauses = ?, sent_at = ?, document_id = ?, document_number = ?, document_status = ?, \
        reason = ?, refusal = ?, payload_hash = ?, sent_hash = ?, revocation = ?
        """

    /// The values for `assignments`, in that order.
    var arguments: [SQLValue] {
        [
            .text(state.rawValue), .of(tries), .of(pauses), .of(sentAt), .of(document?.id), .of(document?.number),
            .of(document?.status), .of(reason), .of(refusal), .of(payloadHash), .of(sentHash), .of(revocation),
        ]
    }
}

/// A state that this release does not know: left alone and reported, never guessed at.
struct UnknownState: Error, CustomStringConvertible {
    let item: Int64
    let state: String

    var description: String { "item \(item) has the unknown state '\(state)'" }
}
