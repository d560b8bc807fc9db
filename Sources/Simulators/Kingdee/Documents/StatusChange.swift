/// A step of a document's life: from which status, to which, and what is said when it is not allowed.
struct StatusChange: Sendable {
    /// The operation's name, such as `Submit`.
    let operation: String
    /// The Chinese verb in messages, such as `提交`.
    let verb: String
    let from: [DocumentStatus]
    let to: DocumentStatus
    /// The rule in words, such as `只有审核中的数据才允许审核`.
    let rule: String

    static let submit = StatusChange(
        operation: "Submit", verb: "提交", from: [.temporary, .created, .toBeReviewedAgain], to: .underReview,
        rule: "只有暂存、创建和重新审核的数据才允许提交")
    static let audit = StatusChange(
        operation: "Audit", verb: "审核", from: [.underReview], to: .audited, rule: "只有审核中的数据才允许审核")
    static let unAudit = StatusChange(
        operation: "UnAudit", verb: "反审核", from: [.audited], to: .toBeReviewedAgain, rule: "只有已审核的数据才允许反审核")
    /// Sources disagree whether a withdrawn document becomes a draft again; re-audit is the usual status, and a switch
    /// (`statusAfterCancelAssign`) decides.
    static let cancelAssign = StatusChange(
        operation: "CancelAssign", verb: "撤销", from: [.underReview], to: .toBeReviewedAgain, rule: "只有审核中的数据才允许撤销")

    /// Why a document in `status` cannot take the step.
    func refusal(_ record: DocumentRecord, _ form: FormDefinition) -> KingdeeRefusal {
        let isRepeatedAudit = to == .audited && record.status == .audited
        return .document(record.number, form, isRepeatedAudit ? "单据已经审核" : rule)
    }
}

extension DocumentState {
    /// Takes a document one step further.
    ///
    /// Submit starts a workflow instance where the form has one; any step that leads away from “under review” ends it.
    mutating func move(
        _ id: Int64, _ form: KingdeeForm, _ change: StatusChange, _ effect: Effect, verifiesWorkflow: Bool = true,
        answers: InteractionAnswers = InteractionAnswers([:])
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard !form.definition.isBalance else { throw .noSuchOperation(change.operation) }
        guard var record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard change.from.contains(record.status) else { throw change.refusal(record, form.definition) }
        let key = DocumentSide.Key(form: form.definition.id, id: id)
        if change.to == .audited, verifiesWorkflow, side.workflows[key] != nil {
            throw .workflowRuns(record.number, form.definition)
        }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) { throw hindrance }
        if record.status == .temporary {
            // A draft was hardly checked when it was kept; submitting it is when that is made up for.
            if let refusal = complete(&record, form, validates: true).first { throw refusal }
            if let missing = form.missingNumber(of: record) { throw missing }
            giveNumber(to: &record, form, effect)
        }
        if let prompt = prompts.refusal(change.operation, form, answers) { throw prompt }
        let before = record.status
        record.status = change.operation == "CancelAssign" ? side.behaviour.statusAfterCancelAssign : change.to
        record.modified = effect.now
        record.modifier = effect.user
        record.audited = change.to == .audited ? effect.now : nil
        record.auditor = change.to == .audited ? effect.user : ""
        books[form.position].store(&record)
        let hasWorkflow = record.status == .underReview && side.behaviour.workflowForms.contains(form.definition.id)
        side.workflows[key] = hasWorkflow ? WorkflowInstance(starter: effect.user, started: effect.now) : nil
        effect.journal.moved(record, form, operation: change.operation, from: before)
        return record
    }

    /// Deletes a document.
    mutating func delete(_ id: Int64, _ form: KingdeeForm, _ effect: Effect) throws(KingdeeRefusal) -> DocumentRecord {
        guard !form.definition.isBalance else { throw .noSuchOperation("Delete") }
        guard let record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        guard record.status.isEditable else {
            throw .document(record.number, form.definition, "单据状态为暂存、创建或重新审核的数据才允许删除")
        }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) { throw hindrance }
        books[form.position].remove(record)
        effect.journal.deleted(record, form)
        return record
    }

    /// Forbids base data or allows it again.
    mutating func forbid(
        _ id: Int64, _ form: KingdeeForm, _ isForbidden: Bool, _ effect: Effect
    ) throws(KingdeeRefusal) -> DocumentRecord {
        guard var record = books[form.position][id] else { throw .noSuchDocument(String(id)) }
        if let hindrance = side.hindrance(to: record, form, user: effect.user, at: effect.now) { throw hindrance }
        guard record.isForbidden != isForbidden else {
            throw .document(record.number, form.definition, isForbidden ? "数据已经被禁用" : "只有已禁用的数据才允许反禁用")
        }
        record.isForbidden = isForbidden
        record.modified = effect.now
        record.modifier = effect.user
        books[form.position].store(&record)
        effect.journal.saved(record, form, created: false)
        return record
    }
}
