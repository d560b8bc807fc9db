package import Seams

/// What an approval instance says about its document.
package enum ApprovalVerdict: Hashable, Sendable {
    /// Agreed: it becomes a document.
    case approved
    /// Refused or withdrawn: it never will.
    case over(String)
    /// Running, or not yet telling its result.
    case undecided

    package init(_ instance: ApprovalInstance) {
        self =
            switch (instance.status, instance.result) {
            case _ where instance.isApproved: .approved
            case ("COMPLETED", "refuse"): .over("the approval was refused")
            case ("TERMINATED", _), ("CANCELED", _): .over("the approval was withdrawn")
            default: .undecided
            }
    }
}

extension DeliveryMachine {
    /// The instance was read, and it is not approved.
    ///
    /// - Parameters:
    ///   - wasAnnounced: whether an event said that the approval is over: its status then only lags behind.
    ///   - rereadAt: when to look again without any event.
    package mutating func instanceIsNotApproved(
        _ verdict: ApprovalVerdict, wasAnnounced: Bool, rereadAt: Timestamp
    ) -> DeliveryAction {
        if case .over(let reason) = verdict { return rest(in: .ignored, reason) }
        guard wasAnnounced, progress.pauses < policy.rereads else {
            if progress.state != .open { move(to: .open) }
            return .pause(.until(rereadAt, .running))
        }
        return backOff(.running, because: "its end was announced, but DingTalk still shows it running")
    }

    /// The approved instance was mapped; the payload with this hash is frozen from here on.
    package mutating func mapped(hash: String, at now: Timestamp) -> DeliveryAction {
        progress.payloadHash = hash
        advance(to: .ready)
        return next(at: now)
    }

    /// The instance cannot be mapped: only a person can mend that.
    package mutating func mappingFailed(_ reason: String) -> DeliveryAction {
        rest(in: .dead, reason, cause: .mapping)
    }

    /// The mapping wants no document of it.
    package mutating func documentIsNotWanted(_ reason: String) -> DeliveryAction {
        rest(in: .ignored, reason)
    }

    /// The mapping needs something that could not be found out. An unreachable Kingdee is waited for; a query that Kingdee
    /// refuses, and a script that never works, are for a person.
    package mutating func mappingWaits(_ failure: OracleFailure, at now: Timestamp) -> DeliveryAction {
        switch failure {
        case .held(let until, let reason): return .pause(.until(until, reason))
        case .platform(.rejected), .platform(.notFound), .platform(.duplicateNumber):
            return rest(in: .dead, "\(failure)", cause: .kingdeeRefused)
        case .platform(let failure): return pause(after: failure, of: .kingdee, at: now)
        case .worker, .paused:
            guard progress.pauses < policy.rereads else {
                return rest(in: .dead, "\(failure)", cause: .mapping)
            }
            return backOff(.retry, because: "\(failure)")
        }
    }

    /// The Yida form is gone, before anything was made of it: it becomes nothing. Events may run ahead of the read API.
    mutating func formIsGone(_ failure: PlatformFailure) -> DeliveryAction {
        guard progress.pauses >= policy.rereads else { return backOff(.retry, because: "\(failure)") }
        return rest(in: .ignored, "the form was deleted in Yida before it became a document")
    }

    /// No form of its kind can be read, or none of its application: nobody loses anything by waiting until one can.
    mutating func formIsShut(_ failure: PlatformFailure, until: Timestamp) -> DeliveryAction {
        progress.reason = "\(failure)"
        return .pause(.until(until, .retry))
    }

    /// The instance could not be read. Reading has no effect, so it goes on until DingTalk answers.
    package mutating func readFailed(_ failure: PlatformFailure, at now: Timestamp) -> DeliveryAction {
        switch failure {
        case .rejected, .duplicateNumber:
            return rest(in: .dead, "DingTalk refuses to show the instance: \(failure)", cause: .dingTalkRefused)
        case .notFound:
            // Events may run ahead of the read API.
            guard progress.pauses < policy.rereads else {
                return rest(in: .dead, "DingTalk does not know it: \(failure)", cause: .dingTalkRefused)
            }
            return backOff(.retry, because: "\(failure)")
        case .notSent, .outcomeUnknown, .throttled, .transient, .sessionLost, .logInRefused:
            return pause(after: failure, of: .dingTalk, at: now)
        }
    }
}
