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

extension DirectoryDecision {
    /// While the main post waits for a person, or stays as Kingdee has it, so do the posts of both of its departments:
    /// which row is which is part of that question.
    fileprivate mutating func tie(_ writable: inout [DirectoryDifference]) {
        func posts(_ differences: [DirectoryDifference]) -> [String] {
            differences.filter { $0.field == DirectoryKind.employee.parentFact }
                .flatMap { [DirectoryContent.post(in: $0.ours), DirectoryContent.post(in: $0.theirs)] }
        }
        let (held, left) = (posts(conflicts), posts(kept))
        conflicts += writable.filter { held.contains($0.field) }
        kept += writable.filter { left.contains($0.field) }
        writable.removeAll { held.contains($0.field) || left.contains($0.field) }
    }
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
        var view = self
        view.base = base(shownBy: actual)
        return view.decision(actual)
    }

    private func decision(_ actual: KingdeeBaseData) -> DirectoryDecision {
        // Whoever was never ours stays as they are.
        guard !desired.isGone || base != nil || !attempts.isEmpty else { return DirectoryDecision(action: .rest) }
        var decision = DirectoryDecision(action: .rest)
        var writable: [DirectoryDifference] = []
        for field in fields(actual) {
            let difference = DirectoryDifference(
                field: field, ours: desired[field] ?? "", theirs: actual.content[field] ?? "")
            guard difference.ours != difference.theirs else { continue }
            // A field that DingTalk never filled is none of its business; a post that it does not know is.
            if difference.ours.isEmpty, (base?[field] ?? "").isEmpty, base?[field] == nil,
                !DirectoryContent.isPost(field)
            {
                continue
            }
            if kept.contains(difference) {
                decision.kept.append(difference)
            } else if isOurs(difference) || isGranted(difference) {
                writable.append(difference)
            } else {
                decision.conflicts.append(difference)
            }
        }
        decision.tie(&writable)
        decision.action = action(writable.map(\.field), actual)
        return decision
    }

    /// What was last ours. A write that nobody answered was carried out as a whole when any of it shows: what else it
    /// wrote was ours too, also where somebody changed it since.
    func base(shownBy actual: KingdeeBaseData) -> DirectoryContent? {
        attempts.reduce(base) { base, attempt in
            let isShown = attempt.names.contains { name in
                let sent = attempt[name] ?? ""
                return sent == (actual.content[name] ?? "") && sent != (base?[name] ?? "")
            }
            guard isShown else { return base }
            var next = base ?? DirectoryContent()
            for name in attempt.names { next[name] = attempt[name] }
            return next
        }
    }

    /// What is compared: what DingTalk wants, and the posts that only Kingdee has.
    private func fields(_ actual: KingdeeBaseData) -> [String] {
        guard !desired.isGone else { return desired.names }
        return (desired.names + actual.content.posts.filter { desired[$0] == nil }).sorted()
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
        if isLeave, base?[difference.field] == nil { return base != nil || overwritesAtFirst || !attempts.isEmpty }
        guard let before = base?[difference.field] else {
            // A post that was never ours is not deleted without a word.
            let deletesPost = DirectoryContent.isPost(difference.field) && difference.ours.isEmpty
            return difference.theirs.isEmpty || overwritesAtFirst && !deletesPost
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
    /// A person's posts.
    var posts = DirectoryPosts()
    /// Whether posts besides the main one are compared.
    var showsPosts = false
    /// The number of the organisation that uses it.
    var organization = ""

    /// Whether it holds anything else than `base`.
    func differs(from base: DirectoryContent) -> Bool {
        let names = base.names.filter { showsPosts || !DirectoryContent.isPost($0) } + content.posts
        return names.contains { (base[$0] ?? "") != (content[$0] ?? "") }
    }
}
