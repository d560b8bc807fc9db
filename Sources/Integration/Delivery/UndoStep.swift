/// What becomes of a document whose approval is revoked after the document was begun.
package enum RevocationRule: String, CaseIterable, Hashable, Sendable {
    /// It stays as it is, and a person decides. The default: a ledger's people may have to reverse what they cannot delete.
    case alert
    /// It is opened again and deleted.
    case delete
    /// It is opened again and marked as cancelled (作废), where the form can be.
    case cancel
}

/// One step of taking a document back. Kingdee guards each by the document's status, so that one which comes late or
/// twice does no harm.
package enum UndoStep: String, CaseIterable, Hashable, Sendable {
    /// 反审核: audited (C) to re-audit (D).
    case unaudit
    /// 撤销: submitted (B) back to an editable status; sources disagree which (the reference's section 4.3).
    case unsubmit
    /// 作废: marks an editable document (Z, A, D).
    case cancel
    /// 删除: of an editable document (Z, A, D).
    case delete

    /// The step that a document in this status needs; nil for a status that nobody knows.
    init?(status: String, rule: RevocationRule) {
        switch status {
        case "C": self = .unaudit
        case "B": self = .unsubmit
        case "A", "D", "Z": self = rule == .cancel ? .cancel : .delete
        default: return nil
        }
    }

    package var operation: PlatformOperation {
        switch self {
        case .unaudit: .unaudit
        case .unsubmit: .unsubmit
        case .cancel: .cancel
        case .delete: .delete
        }
    }

    /// The state that is durable before its first byte.
    var intent: ItemState {
        switch self {
        case .unaudit: .unauditIntent
        case .unsubmit: .unsubmitIntent
        case .cancel: .cancelIntent
        case .delete: .deleteIntent
        }
    }

    /// For people.
    var words: String {
        switch self {
        case .unaudit: "opening the audited document again"
        case .unsubmit: "withdrawing the submitted document"
        case .cancel: "cancelling the document"
        case .delete: "deleting the document"
        }
    }
}
