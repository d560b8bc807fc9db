package import Seams

/// Submit, audit, and the look-ups that tell how far a document got. Kingdee guards both by the document's status, so
/// that repeating them after a look-up is safe.
extension DeliveryMachine {
    /// A Submit is about to be sent. To be stored before its first byte.
    package mutating func submitStarts() {
        progress.tries += 1
        move(to: .submitIntent)
    }

    /// Kingdee submitted the document.
    package mutating func submitAccepted() -> DeliveryAction {
        progress.document?.status = "B"
        advance(to: .submitted)
        return .audit
    }

    /// The Submit did not succeed, or nobody knows.
    package mutating func submitFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        writeFailed(failure, before: .saved, unknown: .submitUnknown, at: now)
    }

    /// An Audit is about to be sent. To be stored before its first byte.
    package mutating func auditStarts() {
        progress.tries += 1
        move(to: .auditIntent)
    }

    /// Kingdee audited the document: done.
    package mutating func auditAccepted() -> DeliveryAction {
        progress.document?.status = "C"
        return finish()
    }

    /// The Audit did not succeed, or nobody knows.
    package mutating func auditFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        writeFailed(failure, before: .submitted, unknown: .auditUnknown, at: now)
    }

    /// The look-up answered.
    package mutating func found(_ documents: [KingdeeDocument]) -> DeliveryAction {
        progress.pauses = 0
        if progress.state == .saveUnknown { return foundAfterSave(documents) }
        let ours = documents.filter { $0.id == progress.document?.id }
        guard let document = ours.first else {
            return rest(
                in: .human, "the document \(progress.document?.number ?? "") is gone from Kingdee",
                cause: .documentUnclear)
        }
        progress.document = document
        return adopt(document)
    }

    /// The look-up got no answer. It has no effect, so it goes on until Kingdee answers.
    package mutating func lookUpFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        switch failure {
        case .rejected, .notFound, .duplicateNumber:
            rest(in: .human, "the document cannot be looked up: \(failure)", cause: .kingdeeRefused)
        case .notSent, .outcomeUnknown, .throttled, .transient, .sessionLost, .logInRefused:
            pause(after: failure, of: .kingdee, at: now)
        }
    }

    /// Goes on from where the document's status says it is.
    mutating func adopt(_ document: KingdeeDocument) -> DeliveryAction {
        if let action = attachFirst(document) { return action }
        switch document.status {
        case "Z", "A": return goOn(to: .saved, .submit, unlessRepeated: .submitUnknown)
        case "B": return goOn(to: .submitted, .audit, unlessRepeated: .auditUnknown)
        case "C": return finish()
        case "D":
            return rest(
                in: .human, "somebody sent the document \(document.number) back (status D)", cause: .documentUnclear)
        default:
            return rest(
                in: .human, "the document \(document.number) has the status '\(document.status)'",
                cause: .documentUnclear)
        }
    }

    /// The document stands where the write that we looked up would have started from: that had no effect.
    private mutating func goOn(
        to state: ItemState, _ action: DeliveryAction, unlessRepeated unknown: ItemState
    ) -> DeliveryAction {
        guard progress.state == unknown else {
            advance(to: state)
            return action
        }
        if let refusal = progress.refusal { return rest(in: .dead, refusal, cause: .kingdeeRefused) }
        guard progress.tries < policy.attempts else {
            return rest(
                in: .dead, gaveUp(state == .saved ? "submitting the document" : "auditing the document"),
                cause: .attemptsUsedUp)
        }
        move(to: state)
        return progress.tries == 0 ? action : .pause(.backOff(step: progress.tries, .retry))
    }

    private mutating func writeFailed(
        _ failure: PlatformFailure, before: ItemState, unknown: ItemState, at now: Timestamp
    ) -> DeliveryAction {
        if failure.isRefusedForNow {
            progress.tries -= 1
            move(to: before)
            return pause(after: failure, of: .kingdee, at: now)
        }
        switch failure {
        case .rejected, .notFound, .duplicateNumber:
            // Refused also when somebody else did it already: the document's status decides.
            progress.refusal = "\(failure)"
        case .outcomeUnknown, .notSent, .throttled, .transient, .sessionLost, .logInRefused: break
        }
        move(to: unknown, reason: "\(failure)")
        return .lookUp
    }

    mutating func finish() -> DeliveryAction {
        advance(to: .done)
        return .rest
    }
}
