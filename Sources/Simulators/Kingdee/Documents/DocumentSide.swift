import Seams

/// What the data centre keeps beside the documents themselves, under the same lock: whatever hinders a change, and what
/// hangs on documents.
struct DocumentSide: Sendable {
    /// A document of a form.
    struct Key: Hashable, Sendable {
        var form: String
        var id: Int64
    }

    /// How the server is set up; the same as in the access state.
    var behaviour: KingdeeBehaviour
    /// Closed accounting periods, such as `2026-01`.
    var closedPeriods: Set<String>
    /// Who edits which document in a client.
    var locks = EditLocks()
    /// The workflow instances that run.
    var workflows: [Key: WorkflowInstance] = [:]
    /// Bills that were cancelled or closed.
    var flags: [Key: BillFlags] = [:]
    /// The groups of base data, by form.
    var groups: [String: GroupTree] = [:]
    /// The combinations of flexible dimensions that were saved.
    var dimensions = DimensionItems()
    var attachments = AttachmentShelf()
    var messages = MessageCentre()

    init(world: KingdeeWorld) {
        behaviour = world.behaviour
        closedPeriods = world.closedPeriods
    }

    /// What hinders `user` from changing a document; a “changed meanwhile” is used up by telling it.
    mutating func hindrance(
        to record: DocumentRecord, _ form: KingdeeForm, user: String, at now: Timestamp
    ) -> KingdeeRefusal? {
        if let period = closedPeriod(of: record, form) { return .periodClosed(period) }
        if flags[Key(form: form.definition.id, id: record.id)]?.isCancelled == true {
            return .document(record.number, form.definition, "单据已作废，不允许操作")
        }
        let code = MessageCode(rawValue: behaviour.lockConflictCode) ?? .unclassified
        return locks.hindrance(to: record, form.definition, user: user, at: now, code: code)
    }

    private func closedPeriod(of record: DocumentRecord, _ form: KingdeeForm) -> String? {
        guard !closedPeriods.isEmpty, form.definition.id == "GL_VOUCHER", let place = form.headField("FDate"),
            case .date(let date)? = record.head[place]
        else { return nil }
        let period = String(date.text.prefix(7))
        return closedPeriods.contains(period) ? period : nil
    }
}

/// What became of a bill besides its status.
struct BillFlags: Hashable, Sendable {
    /// 作废.
    var isCancelled = false
    /// 关闭.
    var isClosed = false
    /// The ids of closed rows.
    var closedRows: Set<Int64> = []
}
