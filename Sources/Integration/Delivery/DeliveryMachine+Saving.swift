package import Seams

extension DeliveryMachine {
    /// Whether the Save changes a document that we know, instead of making one. It can be repeated without harm.
    package var isUpdate: Bool { progress.document != nil }

    /// A Save is about to be sent. To be stored before its first byte.
    package mutating func saveStarts(at now: Timestamp) {
        progress.tries += 1
        progress.sentAt = now
        progress.sentHash = progress.payloadHash
        move(to: .saveIntent)
    }

    /// Kingdee stored the document.
    package mutating func saveAccepted(_ document: KingdeeDocument) -> DeliveryAction {
        progress.document = document
        return goOnAfterSaving()
    }

    /// The Save did not succeed, or nobody knows.
    package mutating func saveFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        if failure.isRefusedForNow {
            progress.tries -= 1
            move(to: .ready)
            return pause(after: failure, of: .kingdee, at: now)
        }
        if isUpdate { return updateFailed(failure, at: now) }
        switch failure {
        case .rejected, .notFound:
            // An earlier attempt may have been carried out since it was looked up.
            guard progress.tries > 1 else { return rest(in: .dead, "\(failure)", cause: .kingdeeRefused) }
            progress.refusal = "\(failure)"
        case .outcomeUnknown, .duplicateNumber, .notSent, .throttled, .transient, .sessionLost, .logInRefused: break
        }
        move(to: .saveUnknown, reason: "\(failure)")
        // A disk that stalled after `saveStarts` delayed the sending; it was over at `now` in any case.
        if let sentAt = progress.sentAt { progress.sentAt = max(sentAt, now - policy.callLimit) }
        if case .duplicateNumber = failure { return .lookUp }
        return lookUpWhenSettled(at: now)
    }

    private mutating func updateFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        guard case .outcomeUnknown = failure else {
            return rest(in: .dead, "\(failure)", cause: .kingdeeRefused)
        }
        guard progress.tries < policy.attempts else {
            return rest(in: .dead, gaveUp("changing the document"), cause: .attemptsUsedUp)
        }
        move(to: .ready)
        return backOff(.retry, because: "\(failure)")
    }

    /// The document of an unknown Save was looked for.
    mutating func foundAfterSave(_ documents: [KingdeeDocument]) -> DeliveryAction {
        guard let document = documents.first else { return saveHadNoEffect() }
        guard documents.count == 1 else {
            let numbers = documents.map { "\($0.number) (id \($0.id))" }.joined(separator: ", ")
            return rest(in: .human, "\(documents.count) documents were found: \(numbers)", cause: .documentUnclear)
        }
        guard document.names(instance: instance) else {
            progress.document = document
            return rest(
                in: .human, "the document \(document.number) (id \(document.id)) has another source",
                cause: .documentUnclear)
        }
        guard progress.sentHash == progress.payloadHash else {
            progress.document = document
            return renew(document)
        }
        return .compare(document)
    }

    /// The document that an unknown Save made, or somebody else, was compared with what we meant to save: `difference`
    /// says in words what differs, nil that it is ours.
    package mutating func compared(_ document: KingdeeDocument, difference: String?) -> DeliveryAction {
        progress.document = document
        guard let difference else { return adopt(document) }
        return rest(
            in: .human, "found the document \(document.number) with our number and other content: \(difference)")
    }

    private mutating func saveHadNoEffect() -> DeliveryAction {
        guard policy.onNotFound == .saveAgain else {
            let last = progress.refusal ?? progress.reason ?? "no reason known"
            return rest(
                in: .human,
                "a Save may have made the document, and Kingdee's queries show none: look for \(instance) in Kingdee, then "
                    + "adopt the document or have it made; last: \(last)")
        }
        if let refusal = progress.refusal { return rest(in: .dead, refusal, cause: .kingdeeRefused) }
        guard progress.tries < policy.attempts else {
            return rest(in: .dead, gaveUp("saving the document"), cause: .attemptsUsedUp)
        }
        move(to: .ready)
        return progress.tries == 0 ? .save : .pause(.backOff(step: progress.tries, .retry))
    }

    /// The document holds what was sent before the instance was mended.
    private mutating func renew(_ document: KingdeeDocument) -> DeliveryAction {
        guard ["Z", "A"].contains(document.status) else {
            return rest(
                in: .human,
                "the document \(document.number) has the content from before the mending and status \(document.status)")
        }
        progress.tries = 0
        move(to: .ready)
        return .save
    }

    func gaveUp(_ what: String) -> String {
        "\(what) failed \(policy.attempts) times; last: \(progress.reason ?? "no reason known")"
    }
}
