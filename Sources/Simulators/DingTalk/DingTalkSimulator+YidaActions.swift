package import Seams

/// A filled Yida form that somebody submits.
package struct YidaSubmission: Sendable {
    /// `FORM-…`; nil is the first form there is.
    package var form: String?
    /// The userid.
    package var originator: String
    /// Components by id or alias.
    package var values: [JSON.Member]
    package var department: Int64?
    /// The workload's identity of it.
    package var claim: String?
    /// When the schedule wanted it.
    package var due: Timestamp?

    package init(
        form: String?, originator: String, values: [JSON.Member], department: Int64? = nil, claim: String? = nil,
        due: Timestamp? = nil
    ) {
        self.form = form
        self.originator = originator
        self.values = values
        self.department = department
        self.claim = claim
        self.due = due
    }
}

/// A filled form as it stands.
package struct YidaState: Sendable {
    package var instance: String
    /// Rises with each change of its data.
    package var version: Int
    /// Components by id, as they were put in.
    package var values: JSON
    /// Who changed it last.
    package var modifier: String
}

/// What people do in a Yida application. Each action is synchronous, atomic, and in the history.
extension DingTalkSimulator {
    /// A person fills in a form; one that is approved starts its approval. Plain data is in force at once: when it belongs to
    /// a claim, the history has it as an instance that started and was agreed to.
    ///
    /// - Returns: the instance id.
    package func fillIn(_ submission: YidaSubmission) throws(ControlError) -> String {
        try step { (state, step) throws(ControlError) in
            let forms = state.world.yidaApps.flatMap { app in app.forms.map { (app: app, form: $0) } }
            guard
                let (app, form) = forms.first(where: {
                    submission.form == nil || $0.form.formUUID == submission.form
                })
            else {
                let known = forms.map(\.form.formUUID).joined(separator: ", ")
                throw ControlError("there is no Yida form '\(submission.form ?? "")'; there are: \(known)")
            }
            guard let person = state.contacts.employee(submission.originator) else {
                throw ControlError("there is no employee '\(submission.originator)'")
            }
            let input = try DingTalkSimulator.input(submission.values, of: form, state)
            guard form.processCode == nil else {
                let started = state.startYida(
                    input, in: form, of: app, by: person, department: submission.department, claim: submission.claim,
                    due: submission.due, step
                ).id
                state.noteFiles(of: started, input, step)
                return started
            }
            let id = state.yida.save(input, in: form, of: app, by: submission.originator, step).id
            if let claim = submission.claim {
                _ = state.yida.change(id) { record, _ in record.isClaim = true }
                step.history.record(
                    .instanceStarted(
                        instance: id, processCode: form.formUUID, originator: submission.originator, claim: claim,
                        due: submission.due))
                state.noteFiles(of: id, input, step)
                step.history.record(
                    .instanceFinished(instance: id, outcome: .agree, claim: claim, due: submission.due))
            }
            return id
        }
    }

    /// A form's approval ends.
    package func finishForm(
        _ id: String, _ outcome: InstanceOutcome, due: Timestamp?, remark: String = ""
    ) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard let flow = state.yida[id]?.flow else { throw ControlError("there is no Yida instance '\(id)'") }
            guard flow.status == .running else {
                throw ControlError("the Yida instance '\(id)' is \(flow.status.rawValue) already")
            }
            state.changeYida(id, by: flow.originator, due: due, step) { flow, taskNumber in
                guard outcome != .terminate else {
                    return flow.terminated(by: flow.originator, remark: remark, at: step.now)
                }
                return flow.decidedWholly(
                    agrees: outcome == .agree, remark: remark, at: step.now, taskNumber: &taskNumber)
            }
        }
    }

    /// A person changes components of a filled form, also after its approval.
    package func changeForm(_ id: String, by user: String, _ values: [JSON.Member]) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard let record = state.yida[id],
                let form = state.world.yidaApps.flatMap(\.forms).first(where: { $0.formUUID == record.formUUID })
            else { throw ControlError("there is no Yida instance '\(id)'") }
            let input = try DingTalkSimulator.input(values, of: form, state)
            _ = state.yida.change(id) { record, _ in record.update(input, by: user, at: step.now) }
        }
    }

    /// The application that a form belongs to.
    package func yidaApplication(of form: String) -> String? {
        step { state, _ in
            state.world.yidaApps.first { $0.forms.contains { $0.formUUID == form } }?.appType
        }
    }

    /// From now on Yida's searches and listings find a record only so long after its last change.
    package func yidaIndexing(takes duration: Duration) {
        step { state, _ in state.yida.indexingTakes = duration }
    }

    /// All filled instances of a form, the oldest first.
    package func filledForms(of form: String) -> [YidaState] {
        step { state, _ in
            state.yida.ids(of: form).compactMap { state.yida[$0] }.map { record in
                YidaState(
                    instance: record.id, version: record.version, values: .object(record.values),
                    modifier: record.modifier)
            }
        }
    }

    private static func input(
        _ values: [JSON.Member], of form: YidaForm, _ state: DingTalkState
    ) throws(ControlError) -> [JSON.Member] {
        let input: [JSON.Member]
        do throws(DingTalkRefusal) {
            input = try YidaFormReader(form: form, contacts: state.contacts, usesAliases: true).input(values)
        } catch {
            throw ControlError("the values do not fit the form '\(form.name)': \(error.reason(in: .modern))")
        }
        guard input.count == values.count else {
            let fields = form.fields.map(\.id).joined(separator: ", ")
            throw ControlError("the form '\(form.name)' has no such component; it has \(fields)")
        }
        return input
    }
}
