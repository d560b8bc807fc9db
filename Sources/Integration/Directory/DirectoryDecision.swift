/// What is to be done about one person or department, decided from what both platforms say and what we did before.
///
/// It is decided anew from the present state each time: what happened in between, and how often, does not matter.
struct DirectoryDecision: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        /// Kingdee holds what it should, except for what is held.
        case rest
        case create
        /// Allows it again.
        case enable
        /// Changes these fields.
        case change([String])
        case submit
        case audit
        /// Forbids it; nothing is ever deleted.
        case disable
    }

    var action: Action
    /// Changes that somebody made in Kingdee, which a person has to judge.
    var conflicts: [DirectoryDifference] = []
    /// Differences that a person decided to leave as they are.
    var kept: [DirectoryDifference] = []
}

/// Everything that a decision depends on.
struct DirectoryView: Hashable, Sendable {
    /// What Kingdee should hold.
    var desired: DirectoryContent
    /// What it held when we last knew that it was ours, field by field; nil before it was ever ours.
    var base: DirectoryContent?
    /// What we sent without hearing of the outcome.
    var attempts: [DirectoryContent] = []
    /// What Kingdee holds; nil when it has no such record.
    var actual: KingdeeBaseData?
    /// What a person decided to leave as it is in Kingdee.
    var kept: [DirectoryDifference] = []
    /// What a person decided to overwrite.
    var granted: [DirectoryDifference] = []
    /// Whether what is found in Kingdee at the first contact is overwritten, instead of held.
    var overwritesAtFirst = false

    func decision() -> DirectoryDecision {
        guard let actual else { return decisionWithoutRecord() }
        // Whoever was never ours stays as they are.
        guard !desired.isGone || base != nil || !attempts.isEmpty else { return DirectoryDecision(action: .rest) }
        var decision = DirectoryDecision(action: .rest)
        var writable: [String] = []
        for field in desired.names {
            let difference = DirectoryDifference(
                field: field, ours: desired[field] ?? "", theirs: actual.content[field] ?? "")
            guard difference.ours != difference.theirs else { continue }
            // A field that DingTalk never filled is none of its business.
            if difference.ours.isEmpty, (base?[field] ?? "").isEmpty, base?[field] == nil { continue }
            if kept.contains(difference) {
                decision.kept.append(difference)
            } else if isOurs(difference) || isGranted(difference) {
                writable.append(field)
            } else {
                decision.conflicts.append(difference)
            }
        }
        decision.action = action(writable, actual)
        return decision
    }

    private func decisionWithoutRecord() -> DirectoryDecision {
        guard !desired.isGone else { return DirectoryDecision(action: .rest) }
        guard base != nil else { return DirectoryDecision(action: .create) }
        let difference = DirectoryDifference(field: DirectoryDifference.record, ours: "present", theirs: "absent")
        if isGranted(difference) { return DirectoryDecision(action: .create) }
        if kept.contains(difference) { return DirectoryDecision(action: .rest, kept: [difference]) }
        return DirectoryDecision(action: .rest, conflicts: [difference])
    }

    /// Whether what Kingdee holds is what we wrote, or may have written, or nothing that anybody wrote.
    private func isOurs(_ difference: DirectoryDifference) -> Bool {
        if attempts.contains(where: { $0[difference.field] == difference.theirs }) { return true }
        // Somebody who leaves between our first write and its answer was ours, whatever became of the write.
        let isLeave = difference == .leave
        guard let base else { return difference.theirs.isEmpty || overwritesAtFirst || isLeave && !attempts.isEmpty }
        guard let before = base[difference.field] else {
            return difference.theirs.isEmpty || overwritesAtFirst || isLeave
        }
        return before == difference.theirs
    }

    private func isGranted(_ difference: DirectoryDifference) -> Bool {
        granted.contains { $0.field == difference.field && $0.theirs == difference.theirs }
    }

    private func action(_ writable: [String], _ actual: KingdeeBaseData) -> DirectoryDecision.Action {
        let changesStatus = writable.contains(DirectoryContent.status)
        // A forbidden record is allowed before it is changed, and changed before it is forbidden.
        if changesStatus, !desired.isGone { return .enable }
        let fields = writable.filter { $0 != DirectoryContent.status }
        if !fields.isEmpty { return .change(fields) }
        if !desired.isGone, base?[DirectoryContent.status] == nil || !attempts.isEmpty {
            if ["Z", "A", "D"].contains(actual.status) { return .submit }
            if actual.status == "B" { return .audit }
        }
        return changesStatus ? .disable : .rest
    }
}

/// A record of Kingdee's base data, by our own names of its fields.
struct KingdeeBaseData: Hashable, Sendable {
    var id: String
    var number: String
    /// The document status: `Z`, `A`, `B`, `C` or `D`.
    var status: String
    var content: DirectoryContent
    /// The id of the row with the main post.
    var postID: String?
    /// The number of the organisation that uses it.
    var organization = ""
}
