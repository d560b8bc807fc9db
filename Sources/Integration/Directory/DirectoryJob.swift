import Seams

/// One row in a worker's hands.
struct DirectoryJob: Sendable {
    /// Ahead of the store by what is not stored yet.
    var row: DirectoryRow
    /// The department's own code, when it was read.
    var code = ""
    /// What Kingdee should hold; nil until it is known.
    var desired: DirectoryContent?
    /// What Kingdee holds; nil when it has no such record.
    var actual: KingdeeBaseData?
    /// What is to be done next.
    var action = DirectoryDecision.Action.rest
    /// The department that it goes without until that is in Kingdee: its `dept_id`.
    var missing: String?
    /// What became of it; nil while there is something to do.
    var ending: DirectoryEnding?
    var audits: [AuditEntry] = []
    private let hadDocument: Bool

    init(_ row: DirectoryRow) {
        self.row = row
        hadDocument = row.document != nil
    }

    var isOpen: Bool { ending == nil }

    /// What is to be done, once both sides are known.
    func decision(_ settings: DirectorySettings) -> DirectoryDecision {
        view(settings.firstContact).decision()
    }

    private func view(_ firstContact: DirectorySettings.FirstContact) -> DirectoryView {
        DirectoryView(
            desired: desired ?? .gone, base: row.base, attempts: row.attempts, actual: actual, kept: row.kept,
            granted: row.granted, overwritesAtFirst: firstContact == .overwrite)
    }

    // MARK: Endings

    /// Nothing is left to do now.
    mutating func rest(_ decision: DirectoryDecision, at now: Timestamp) {
        row.kept = decision.kept
        if decision.conflicts.isEmpty { row.granted = [] }
        agree(on: desired?.names ?? [])
        if let desired, let actual, row.base != nil || !desired.isGone {
            row.document = actual.id
            // A field that is kept in step no more is nobody's drift.
            let kept = (row.base?.fields ?? [:]).filter { name, _ in
                name == DirectoryContent.status || DirectoryContent.isPost(name) || desired[name] != nil
                    || actual.content[name] != nil
            }
            row.base?.fields = kept
        }
        row.state =
            !decision.conflicts.isEmpty ? .conflict : desired?.isGone == true ? .gone : .done
        if row.state != .gone || !decision.kept.isEmpty { row.leaving = nil }
        row.held = nil
        (row.tries, row.pauses, row.reason, row.waiting, row.waitsFor, row.news) = (0, 0, nil, nil, missing, nil)
        // What may still be carried out is looked for once more when it can no longer.
        if let unsure = row.unsure, unsure > now {
            row.due = unsure
        } else {
            (row.due, row.unsure, row.attempts) = (nil, nil, [])
        }
        end(DirectoryEnding(row: row, conflicts: decision.conflicts, isConclusive: true))
    }

    /// Tried again at `due`.
    mutating func wait(until due: Timestamp, _ reason: WaitReason?, because text: String?, for parent: String? = nil) {
        (row.state, row.due, row.waiting, row.reason, row.waitsFor) = (.open, due, reason, text, parent)
        end(DirectoryEnding(row: row))
    }

    /// A person decides about it and many others at once.
    mutating func hold(_ decision: Int64, because text: String) {
        (row.state, row.due, row.waiting, row.reason, row.waitsFor) = (.held, nil, nil, text, nil)
        row.held = decision
        end(DirectoryEnding(row: row, isConclusive: true))
    }

    /// Only a person or news move it on.
    mutating func die(_ reason: String) {
        (row.state, row.due, row.waiting, row.reason, row.waitsFor) = (.dead, nil, nil, reason, nil)
        end(DirectoryEnding(row: row))
    }

    private mutating func end(_ ending: DirectoryEnding) {
        var ending = ending
        ending.audits = audits
        ending.wakesChildren = row.document != nil && !hadDocument
        self.ending = ending
    }

    // MARK: What was sent

    /// An attempt of which nobody heard, perhaps of an earlier life, shows in Kingdee: what it wrote is ours from now on,
    /// and the audit log tells of it once.
    mutating func tellWhatIsFound(at now: Timestamp) {
        guard let actual, isOpen else { return }
        let isFound = row.attempts.contains { attempt in
            guard !attempt.fields.isEmpty else { return ["B", "C"].contains(actual.status) }
            let isShown = attempt.names.allSatisfy { attempt[$0] == (actual.content[$0] ?? "") }
            // What a person had us write again differs from what was held, not from what was ours before.
            let isConfirmed = row.granted.contains { attempt[$0.field] != nil && attempt[$0.field] != $0.theirs }
            return isShown && (isConfirmed || attempt.names.contains { (row.base?[$0] ?? "") != attempt[$0] })
        }
        row.base = view(.hold).base(shownBy: actual)
        guard isFound else { return }
        audits.append(
            AuditEntry(
                at: now, kind: .effect, action: "find \(row.kind.form)", subject: row.number ?? row.source,
                detail: "what was sent without an answer"))
    }

    /// What both sides say of these fields is ours from now on: where DingTalk changes it later, nobody changed Kingdee.
    private mutating func agree(on fields: [String]) {
        guard let desired, let actual, row.base != nil || !desired.isGone else { return }
        var base = row.base ?? DirectoryContent()
        for field in fields where desired[field] == (actual.content[field] ?? "") { base[field] = desired[field] }
        for post in base.posts where (desired[post] ?? actual.content[post] ?? "").isEmpty { base[post] = nil }
        row.base = base
    }

    /// Notes what is about to be sent, and first what need not be: the answer may never come, and DingTalk go on
    /// meanwhile. A record is wholly ours, status included, once nothing is left to submit or to audit.
    mutating func attempt(_ content: DirectoryContent, until unsure: Timestamp) {
        agree(on: (desired?.names ?? []).filter { $0 != DirectoryContent.status || actual?.status == "C" })
        row.attempts.append(content)
        row.unsure = max(row.unsure ?? unsure, unsure)
    }

    /// The last attempt had its effect, or is known to have had none: nothing is unsure about it.
    mutating func settle(_ unsureBefore: Timestamp?) {
        if !row.attempts.isEmpty { row.attempts.removeLast() }
        row.unsure = unsureBefore
    }
}
