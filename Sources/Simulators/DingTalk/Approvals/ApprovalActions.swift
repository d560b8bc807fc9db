import Seams

/// What people and clients do to approvals: each is one step that changes the store, records itself and makes events.
extension DingTalkState {
    /// Starts an instance.
    mutating func start(_ draft: ApprovalDraft, due: Timestamp? = nil, _ step: DingTalkStep) -> String {
        let (instance, changes) = approvals.start(draft, step)
        announce(instance, changes, due: due, step)
        record(instance.formAttachments, instance.formPictures, of: instance.id, step)
        return instance.id
    }

    /// Records the files with content that stand on an instance from now on.
    private func record(
        _ attachments: [AttachmentReference], _ pictures: [String], of instance: String, _ step: DingTalkStep
    ) {
        let named = attachments.map { (id: $0.id, name: $0.name) }
        let seen = pictures.map { address in
            let name = address.split(separator: "/").last.map(String.init) ?? ""
            return (id: name, name: name)
        }
        for (id, name) in named + seen {
            guard let content = files.contents[id] else { continue }
            step.history.record(
                .instanceFile(
                    instance: instance, file: id, name: name, bytes: content.bytes.count, sha256: content.hash))
        }
    }

    /// Decides a running task; `due` is when the schedule wanted the end.
    mutating func decide(
        _ id: String, task index: Int, agrees: Bool, remark: String, file: RecordFile = RecordFile(),
        due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        record(file.attachments, file.photos, of: id, step)
        change(id, due: due, step) { instance, taskNumber in
            instance.decided(index, agrees: agrees, remark: remark, file: file, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Agrees to all that is left, or refuses, in the name of whoever has to decide; the first of them hands `file` in.
    mutating func decideAll(
        _ id: String, agrees: Bool, remark: String, file: RecordFile = RecordFile(), due: Timestamp? = nil,
        _ step: DingTalkStep
    ) {
        record(file.attachments, file.photos, of: id, step)
        change(id, due: due, step) { instance, taskNumber in
            instance.decidedWholly(
                agrees: agrees, remark: remark, file: file, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Ends an instance without a result.
    mutating func terminate(
        _ id: String, by user: String, remark: String, due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        change(id, due: due, step) { instance, _ in instance.terminated(by: user, remark: remark, at: step.now) }
    }

    /// Hands a running task to somebody else.
    mutating func redirect(
        _ id: String, task index: Int, to user: String, remark: String, file: RecordFile = RecordFile(),
        _ step: DingTalkStep
    ) {
        record(file.attachments, file.photos, of: id, step)
        change(id, due: nil, step) { instance, taskNumber in
            instance.redirected(index, to: user, remark: remark, file: file, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Asks others to decide too, before a running task or after its node.
    mutating func append(
        _ nodes: [ApproverNode], to id: String, task index: Int, before: Bool, remark: String, _ step: DingTalkStep
    ) {
        change(id, due: nil, step) { instance, taskNumber in
            instance.appended(
                nodes, to: index, before: before, remark: remark, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Deletes an instance: it is gone, and subscribers are told. One that still ran ends without a result.
    mutating func delete(_ id: String, _ step: DingTalkStep) {
        guard let instance = approvals.remove(id) else { return }
        if instance.status == .running {
            step.history.record(
                .instanceFinished(instance: id, outcome: .terminate, claim: instance.claim, due: nil))
        } else if instance.result == "agree" {
            step.history.record(.instanceRevoked(instance: id, way: "delete", revocation: nil))
        }
        publish(instance, [.deleted], step)
    }

    /// Withdraws an instance that is approved already. What the platform shows of it then is not documented; subscribers
    /// learn of it as of any withdrawal [?].
    mutating func withdraw(_ id: String, remark: String, _ step: DingTalkStep) {
        guard let originator = approvals[id]?.originator,
            let (instance, changes) = approvals.change(
                id, { instance, _ in instance.terminated(by: originator, remark: remark, at: step.now) })
        else { return }
        step.history.record(.instanceRevoked(instance: id, way: "terminate", revocation: nil))
        publish(instance, changes, step)
    }

    /// Somebody asks to revoke an approved instance, and those who approved it agree: an instance of its own, attached to
    /// the old one, which stays as it is (「获取单个审批实例详情」: `attached_process_instance_ids`, `biz_action`).
    mutating func revoke(_ id: String, remark: String, _ step: DingTalkStep) -> String? {
        guard let old = approvals[id], let originator = contacts.employee(old.originator),
            let template = world.templates.first(where: { $0.code == old.processCode })
        else { return nil }
        var draft = ApprovalDraft(
            template: template, originator: originator, department: old.department,
            departmentName: old.departmentName, values: old.values, nodes: old.nodes)
        draft.title = "\(old.title)（撤销）"
        draft.revokes = id
        let revocation = start(draft, step)
        _ = approvals.change(id) { instance, _ in instance.attached(revocation) }
        decideAll(revocation, agrees: true, remark: remark, step)
        step.history.record(.instanceRevoked(instance: id, way: "approval", revocation: revocation))
        return revocation
    }

    /// Writes a comment. One that a person wrote in the app is none of a core's results.
    mutating func comment(
        _ id: String, by user: String, _ text: String, file: RecordFile = RecordFile(), isInApp: Bool = false,
        _ step: DingTalkStep
    ) {
        record(file.attachments, file.photos, of: id, step)
        change(id, due: nil, step) { instance, _ in
            instance.commented(by: user, text, file: file, at: step.now)
            return []
        }
        if !isInApp { step.history.record(.instanceCommented(instance: id, text: text)) }
    }

    private mutating func change(
        _ id: String, due: Timestamp?, _ step: DingTalkStep,
        _ body: (inout ApprovalInstance, inout Int64) -> [ApprovalInstance.Change]
    ) {
        guard let (instance, changes) = approvals.change(id, body) else { return }
        announce(instance, changes, due: due, step)
    }

    /// Records what a step changed, and tells subscribers.
    mutating func announce(
        _ instance: ApprovalInstance, _ changes: [ApprovalInstance.Change], due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        if changes.contains(.started) {
            step.history.record(
                .instanceStarted(
                    instance: instance.id, processCode: instance.processCode, originator: instance.originator,
                    claim: instance.claim, due: due))
        }
        if changes.contains(.finished) || changes.contains(.terminated) {
            let outcome = instance.result.flatMap(InstanceOutcome.init) ?? .terminate
            step.history.record(
                .instanceFinished(instance: instance.id, outcome: outcome, claim: instance.claim, due: due))
        }
        publish(instance, changes, step)
    }

    private mutating func publish(
        _ instance: ApprovalInstance, _ changes: [ApprovalInstance.Change], _ step: DingTalkStep
    ) {
        for event in ApprovalEvents(instance: instance, corpID: world.corpID).make(changes, step) {
            step.history.record(.eventCreated(event: event.id, type: event.type, instance: event.instance))
            events.add(event, at: step.now)
        }
    }
}
