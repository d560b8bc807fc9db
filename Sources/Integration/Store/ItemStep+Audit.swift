import Seams

extension ItemStep {
    /// What the step did to the platforms, or found done, for the audit log. Numbers and ids only: reasons may quote names
    /// and amounts, and stay in the item's story.
    func effects(on item: Item, at now: Timestamp) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var before = item.progress.state
        for state in path where state != before {
            if let verb = verb(from: before, to: state) {
                entries.append(
                    AuditEntry(
                        at: now, kind: .effect, action: "\(verb) \(item.key.form)",
                        subject: progress.document?.number ?? item.number, detail: detail(of: item)))
            }
            before = state
        }
        return entries
    }

    /// What moving from one state to the next means; nil for what no platform saw.
    private func verb(from before: ItemState, to state: ItemState) -> String? {
        switch (before, state) {
        case (.saveIntent, .saved), (.saveIntent, .attaching): "save"
        case (.saveUnknown, .saved), (.saveUnknown, .attaching): "adopt"
        case (.saveUnknown, .submitted): "adopt submitted"
        case (.saveUnknown, .done): "adopt audited"
        case (.saveUnknown, .ready): "resolve save of"
        case (_, .saveUnknown): "lose sight of save of"
        case (.submitIntent, .submitted): "submit"
        case (.submitUnknown, .submitted), (.attaching, .submitted): "find submitted"
        case (_, .submitUnknown): "lose sight of submit of"
        case (.submitUnknown, .done), (.attaching, .done): "find audited"
        case (.auditIntent, .done): "audit"
        case (.auditUnknown, .done): "find audited"
        case (_, .auditUnknown): "lose sight of audit of"
        case (.unauditIntent, .reopened): "unaudit"
        case (.unauditIntent, .revokeUnknown): "lose sight of unaudit of"
        case (.unsubmitIntent, .reopened): "unsubmit"
        case (.unsubmitIntent, .revokeUnknown): "lose sight of unsubmit of"
        case (.cancelIntent, .revoked): "cancel"
        case (.cancelIntent, .revokeUnknown): "lose sight of cancel of"
        case (.deleteIntent, .deleted): "delete"
        case (.deleteIntent, .revokeUnknown): "lose sight of delete of"
        case (.revokeUnknown, .revoked) where progress.document?.isCancelled == true,
            (.revoking, .revoked) where progress.document?.isCancelled == true:
            "find cancelled"
        case (.revokeUnknown, .deleted), (.revokeUnknown, .revoked): "find deleted"
        case (_, .revoking): "begin to take back"
        case (_, .dead): "give up"
        case (_, .human): "hold for a person"
        default: nil
        }
    }

    private func detail(of item: Item) -> String {
        var parts = ["instance \(item.key.instance)"]
        if let document = progress.document { parts.append("id \(document.id)") }
        if let hash = progress.sentHash { parts.append("payload \(hash)") }
        return parts.joined(separator: ", ")
    }
}

extension NoticeFate {
    /// What happened to the notice, for the audit log; nil while it waits.
    func entry(about notice: Notice, at now: Timestamp) -> AuditEntry? {
        let action: String
        let what = notice.draft.kind == .form ? "write back" : "comment"
        switch self {
        case .sent: action = what
        case .found: action = "find \(what)"
        case .dropped: action = "give up \(what)"
        case .again(_, _, let countsTry):
            guard countsTry else { return nil }
            action = "lose sight of \(what)"
        }
        return AuditEntry(
            at: now, kind: .effect, action: action, subject: notice.instance,
            detail: "notice \(notice.id), \(notice.draft.kind.rawValue)")
    }
}
