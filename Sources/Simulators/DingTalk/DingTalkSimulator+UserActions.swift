package import Seams

/// What people do in the DingTalk app and in the developer console. Each action is synchronous, atomic, and in the
/// history.
extension DingTalkSimulator {
    /// A person submits an approval.
    ///
    /// - Returns: the instance id.
    /// - Throws: `ControlError` when the template, a person, a department or a component does not exist, or a value does
    ///   not fit its component.
    package func submit(_ submission: Submission) throws(ControlError) -> String {
        try step { (state, step) throws(ControlError) in
            do throws(DingTalkState.DraftMistake) {
                let draft = try state.draft(
                    processCode: submission.processCode, originator: submission.originator,
                    department: submission.department, values: submission.values, claim: submission.claim,
                    isInApp: true,
                    step)
                return state.start(draft, due: submission.due, step)
            } catch {
                throw DingTalkSimulator.explained(error, submission, state)
            }
        }
    }

    /// An instance ends: whoever has to decide agrees to all that is left or refuses, or the originator withdraws it.
    ///
    /// - Parameter file: what the first who decides hands in, as calls spell it: `attachments` and `photos`.
    /// - Throws: `ControlError` when there is no such instance or it is over already: of many callers, one wins.
    package func finish(
        _ instance: String, _ outcome: InstanceOutcome, due: Timestamp?, remark: String = "", file: JSON? = nil
    ) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard let found = state.approvals[instance] else {
                throw ControlError("there is no approval instance '\(instance)'")
            }
            guard found.status == .running else {
                throw ControlError("the approval instance '\(instance)' is \(found.status.rawValue) already")
            }
            switch outcome {
            case .agree:
                state.decideAll(instance, agrees: true, remark: remark, file: RecordFile(file), due: due, step)
            case .refuse:
                state.decideAll(instance, agrees: false, remark: remark, file: RecordFile(file), due: due, step)
            case .terminate: state.terminate(instance, by: found.originator, remark: remark, due: due, step)
            }
        }
    }

    /// The originator writes a comment, with files perhaps.
    ///
    /// - Throws: `ControlError` when there is no such instance.
    package func comment(_ instance: String, _ text: String, file: JSON) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard let found = state.approvals[instance] else {
                throw ControlError("there is no approval instance '\(instance)'")
            }
            state.comment(instance, by: found.originator, text, file: RecordFile(file), isInApp: true, step)
        }
    }

    /// An approved instance is revoked: withdrawn, deleted, or by an approval of its own, whose id is returned.
    ///
    /// - Throws: `ControlError` when there is no such instance or it is not approved.
    @discardableResult
    package func revoke(
        _ instance: String, _ way: RevocationWay, remark: String = ""
    ) throws(ControlError) -> String? {
        try step { (state, step) throws(ControlError) in
            guard let found = state.approvals[instance] else {
                throw ControlError("there is no approval instance '\(instance)'")
            }
            guard found.result == "agree" else {
                throw ControlError(
                    "the approval instance '\(instance)' is \(found.status.rawValue) and not approved; only an approved one "
                        + "can be revoked")
            }
            switch way {
            case .terminate: state.withdraw(instance, remark: remark, step)
            case .delete: state.delete(instance, step)
            case .approval: return state.revoke(instance, remark: remark, step)
            }
            return nil
        }
    }

    /// The developer console's push configuration: posts `check_url` and accepts only the encrypted success. The owner
    /// key is the app key. Replaces a callback that is there.
    ///
    /// - Throws: `ControlError` when the URL cannot be reached or answers wrongly; the old configuration stays.
    package func configureCallback(url: String) async throws(ControlError) {
        let world = step { state, _ in state.world }
        guard let configuration = CallbackConfiguration(consoleURL: url, world: world) else {
            throw ControlError("the world's callback AES key must be 43 letters and digits")
        }
        switch await probe(configuration) {
        case .accepted: step { state, _ in state.callback = configuration }
        case .unreachable(let reason):
            throw ControlError("the callback URL \(url) did not answer check_url: \(reason)")
        case .wrongStatus(let status): throw DingTalkSimulator.wrongAnswer(url, "HTTP \(status)")
        case .wrongReply(let reason): throw DingTalkSimulator.wrongAnswer(url, reason)
        }
    }

    private static func wrongAnswer(_ url: String, _ reason: String) -> ControlError {
        ControlError("the callback URL \(url) did not answer check_url with the encrypted 'success': \(reason)")
    }

    private static func explained(
        _ mistake: DingTalkState.DraftMistake, _ submission: Submission, _ state: DingTalkState
    ) -> ControlError {
        switch mistake {
        case .unknownTemplate:
            let codes = state.world.templates.map(\.code).joined(separator: ", ")
            return ControlError("there is no template '\(submission.processCode)'; there are: \(codes)")
        case .unknownOriginator: return ControlError("there is no employee '\(submission.originator)'")
        case .unknownDepartment: return ControlError("there is no department \(submission.department ?? 0)")
        case .unknownApprover(let user): return ControlError("there is no employee '\(user)' to approve")
        case .invisible: return ControlError("'\(submission.originator)' does not see '\(submission.processCode)'")
        case .onlyInTheApp, .selectionMissing, .selectionOutside:
            return ControlError("whoever starts '\(submission.processCode)' must choose its approvers")
        case .form(let mistake): return ControlError("\(mistake)")
        }
    }
}

/// How an approved instance is revoked.
package enum RevocationWay: String, CaseIterable, Sendable {
    /// Withdrawn, as a running one is.
    case terminate
    /// Taken away.
    case delete
    /// By an approval of its own, which names the old one.
    case approval
}
