import Seams

/// What people and clients do to approvals: each is one step that changes the store, records itself and makes events.
extension DingTalkState {
    /// Starts an instance.
    mutating func start(_ draft: ApprovalDraft, due: Timestamp? = nil, _ step: DingTalkStep) -> String {
        let (instance, changes) = approvals.start(draft, step)
        step.history.record(
            .instanceStarted(
                instance: instance.id, processCode: instance.processCode, originator: instance.originator,
                claim: instance.claim, due: due))
        publish(instance, changes, step)
        return instance.id
    }

    /// Decides a running task; `due` is when the schedule wanted the end.
    mutating func decide(
        _ id: String, task index: Int, agrees: Bool, remark: String, due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        change(id, due: due, step) { instance, taskNumber in
            instance.decided(index, agrees: agrees, remark: remark, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Agrees to all that is left, or refuses, in the name of whoever has to decide.
    mutating func decideAll(
        _ id: String, agrees: Bool, remark: String, due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        change(id, due: due, step) { instance, taskNumber in
            var changes: [ApprovalInstance.Change] = []
            while instance.status == .running, let task = instance.runningTask {
                changes += instance.decided(task, agrees: agrees, remark: remark, at: step.now, taskNumber: &taskNumber)
            }
            return changes
        }
    }

    /// Ends an instance without a result.
    mutating func terminate(
        _ id: String, by user: String, remark: String, due: Timestamp? = nil, _ step: DingTalkStep
    ) {
        change(id, due: due, step) { instance, _ in instance.terminated(by: user, remark: remark, at: step.now) }
    }

    /// Hands a running task to somebody else.
    mutating func redirect(_ id: String, task index: Int, to user: String, remark: String, _ step: DingTalkStep) {
        change(id, due: nil, step) { instance, taskNumber in
            instance.redirected(index, to: user, remark: remark, at: step.now, taskNumber: &taskNumber)
        }
    }

    /// Writes a comment.
    mutating func comment(_ id: String, by user: String, _ text: String, _ step: DingTalkStep) {
        change(id, due: nil, step) { instance, _ in
            instance.commented(by: user, text, at: step.now)
            return []
        }
        step.history.record(.instanceCommented(instance: id, text: text))
    }

    private mutating func change(
        _ id: String, due: Timestamp?, _ step: DingTalkStep,
        _ body: (inout ApprovalInstance, inout Int64) -> [ApprovalInstance.Change]
    ) {
        guard let (instance, changes) = approvals.change(id, body) else { return }
        if changes.contains(.finished) || changes.contains(.terminated) {
            let outcome = instance.result.flatMap(InstanceOutcome.init) ?? .terminate
            step.history.record(
                .instanceFinished(instance: id, outcome: outcome, claim: instance.claim, due: due))
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
