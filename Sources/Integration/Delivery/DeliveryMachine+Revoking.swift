package import Seams

/// The approval is revoked after its document was begun: what is there is taken back, one guarded step after the other.
///
/// The order of events decides nothing. Whatever write of ours is still under way may be carried out after a look-up, so
/// that each refusal is followed by another look, and "there is none" is believed only once no Save can come late: also
/// where Kingdee refuses a number twice, since a deleted document's number is free again.
extension DeliveryMachine {
    /// Whether a Save may have had an effect.
    private var mayHaveDocument: Bool { progress.document != nil || progress.sentAt != nil }

    /// DingTalk showed that the approval is revoked, for this reason.
    package mutating func revoked(_ reason: String, at now: Timestamp) -> DeliveryAction {
        guard progress.revocation == nil else { return next(at: now) }
        switch progress.state {
        case .ignored, .abandoned, .revoked: return .rest
        case .received,
            .open where !mayHaveDocument:
            return rest(in: .ignored, reason)
        default: break
        }
        progress.revocation = reason
        guard mayHaveDocument else { return rest(in: .revoked, reason) }
        guard policy.onRevoke == .alert else { return takeBack() }
        let document = progress.document.map { "its document \($0.number) stands in Kingdee" }
        return rest(
            in: .human,
            "\(reason); \(document ?? "nobody knows whether a Save made its document"): have it taken back, or give it up"
        )
    }

    /// A person wants the document taken back.
    package mutating func takenBack() {
        _ = takeBack()
    }

    private mutating func takeBack() -> DeliveryAction {
        progress.tries = 0
        progress.pauses = 0
        progress.refusal = nil
        progress.reason = progress.revocation
        move(to: .revoking)
        return .lookUp
    }

    /// An event says that the approval is revoked, and DingTalk does not show it: perhaps not yet. Nil when it was asked
    /// often enough.
    mutating func doubtLingers() -> DeliveryAction? {
        guard progress.pauses < policy.rereads else {
            progress.pauses = 0
            return nil
        }
        return backOff(
            .revocation, because: "an event says that the approval was revoked; DingTalk still shows it approved")
    }

    /// DingTalk refuses to show the instance that is said to be revoked.
    mutating func instanceIsHidden(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        guard mayHaveDocument else { return readFailed(failure, at: now) }
        return rest(
            in: .human, "the approval is said to be revoked, and DingTalk refuses to show it: \(failure)",
            cause: .dingTalkRefused)
    }

    /// The approved instance only says that another one is revoked.
    mutating func revokesAnother(_ instance: String) -> DeliveryAction {
        rest(in: .ignored, "it revokes the approval \(instance)")
    }

    /// The approved instance is a revocation, and does not say of what.
    mutating func revokesNothing() -> DeliveryAction {
        rest(
            in: .human, "it revokes an approval that DingTalk does not name: find it, and give this one up",
            cause: .revocation)
    }

    // MARK: Taking back

    /// The look-up answered.
    package mutating func foundToTakeBack(_ documents: [KingdeeDocument], at now: Timestamp) -> DeliveryAction {
        progress.pauses = 0
        guard let document = documents.first else { return nothingIsLeft(at: now) }
        guard documents.count == 1, document.id == progress.document?.id || document.names(instance: instance) else {
            let numbers = documents.map { "\($0.number) (id \($0.id))" }.joined(separator: ", ")
            return stop("\(numbers): not clearly the document of this approval alone")
        }
        // What is cancelled is taken back, whoever did it; a step of ours may have been carried out unseen.
        if policy.onRevoke == .cancel, document.isCancelled == true { return isCancelled(document, at: now) }
        if progress.state == .revokeUnknown, document.id == progress.document?.id,
            document.status == progress.document?.status
        {
            // The step had no effect.
            if let refusal = progress.refusal { return stop(refusal) }
            guard progress.tries < policy.attempts else { return stop(gaveUp("taking the document back")) }
            move(to: .revoking)
            if progress.tries > 0 { return .pause(.backOff(step: progress.tries, .retry)) }
        } else if progress.state == .revokeUnknown || document.id != progress.document?.id {
            progress.tries = 0
        }
        progress.refusal = nil
        progress.document = document
        return undoOrStop(at: now)
    }

    private mutating func undoOrStop(at now: Timestamp) -> DeliveryAction {
        guard let document = progress.document, let step = UndoStep(status: document.status, rule: policy.onRevoke)
        else {
            return stop("the document has the status '\(progress.document?.status ?? "")'")
        }
        // What comes late would stand beside the cancelled one.
        if step == .cancel, let sentAt = progress.sentAt, now < policy.settled(sentAt) {
            return .pause(.until(policy.settled(sentAt), .settling))
        }
        return .undo(step)
    }

    /// What comes late would stand beside the cancelled one.
    private mutating func isCancelled(_ document: KingdeeDocument, at now: Timestamp) -> DeliveryAction {
        progress.refusal = nil
        progress.document = document
        if let sentAt = progress.sentAt, now < policy.settled(sentAt) {
            return .pause(.until(policy.settled(sentAt), .settling))
        }
        return rest(in: .revoked, progress.revocation)
    }

    private mutating func nothingIsLeft(at now: Timestamp) -> DeliveryAction {
        if let sentAt = progress.sentAt, now < policy.settled(sentAt) {
            if progress.state == .revokeUnknown { move(to: .deleted) }
            return .pause(.until(policy.settled(sentAt), .settling))
        }
        // What nobody took away may be there, and be shown by no query.
        if policy.onNotFound == .person, progress.state == .revoking {
            return stop("Kingdee's queries show none; look for \(instance) in Kingdee")
        }
        return rest(in: .revoked, progress.revocation)
    }

    /// A document that was made after this one must be taken back first.
    mutating func awaitsSuccessor(_ form: String, _ state: ItemState, until: Timestamp) -> DeliveryAction {
        progress.reason = "waits until \(form), which is \(state.rawValue), is taken back"
        return .pause(.until(until, .successor))
    }

    /// A step is about to be sent. To be stored before its first byte.
    package mutating func undoStarts(_ step: UndoStep) {
        progress.tries += 1
        move(to: step.intent)
    }

    /// Kingdee took the step.
    package mutating func undone(_ step: UndoStep, at now: Timestamp) -> DeliveryAction {
        progress.tries = 0
        progress.pauses = 0
        progress.refusal = nil
        progress.reason = progress.revocation
        switch step {
        case .unaudit, .unsubmit:
            progress.document?.status = "D"
            move(to: .reopened)
            return undoOrStop(at: now)
        case .cancel: return rest(in: .revoked, progress.revocation)
        case .delete:
            progress.document?.status = ""
            move(to: .deleted)
            return .lookUp
        }
    }

    /// The step did not succeed, or nobody knows.
    package mutating func undoFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        if failure.isRefusedForNow {
            progress.tries -= 1
            move(to: .revoking)
            return pause(after: failure, of: .kingdee, at: now)
        }
        switch failure {
        case .rejected, .notFound, .duplicateNumber:
            // Refused also because a write of ours came late, or a person was first: the document's status decides.
            progress.refusal = "\(failure)"
        case .outcomeUnknown, .notSent, .throttled, .transient, .sessionLost, .logInRefused: break
        }
        move(to: .revokeUnknown, reason: "\(failure)")
        return .lookUp
    }

    /// Only a person can go on.
    private mutating func stop(_ reason: String) -> DeliveryAction {
        let number = progress.document?.number ?? ""
        return rest(
            in: .human,
            "\(progress.revocation ?? "the approval was revoked"); its document \(number) could not be taken back: \(reason)",
            cause: .revocation)
    }
}
