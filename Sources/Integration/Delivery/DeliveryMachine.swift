package import Seams

/// Decides how one approval instance becomes exactly one document; performs nothing itself.
///
/// The one rule behind all of it: a write whose outcome is unknown is looked up before it is sent again, and a look-up
/// is believed only if a late write could not come after it, either because Kingdee refuses the number a second time or
/// because the settle time has passed. "Look up, then save" alone still doubles documents: a request can land after the
/// look-up. `CrashTests` shows both.
package struct DeliveryMachine: Hashable, Sendable {
    /// What has to be stored.
    package internal(set) var progress: ItemProgress
    /// Why the work came to rest without a document, and in which state it was, for the log: nothing that could be personal.
    private(set) var cause: Cause?
    /// States passed through since `takePath`, for the audit log.
    var path: [ItemState] = []
    let policy: DeliveryPolicy
    let instance: String

    /// Goes on with stored progress of the work on `instance`.
    package init(_ progress: ItemProgress, instance: String, policy: DeliveryPolicy) {
        self.progress = progress
        self.instance = instance
        self.policy = policy
    }

    /// The states passed through since the last call, for the step that is about to be stored.
    package mutating func takePath() -> [ItemState] {
        defer { path = [] }
        return path
    }

    /// A worker took the item. If it was left in an intent, its former holder is gone, and the call may have been made.
    package mutating func resumed(at now: Timestamp) -> DeliveryAction {
        let lost = "nobody knows how the call ended: its sender is gone"
        return switch progress.state {
        case .saveIntent: saveFailed(.outcomeUnknown(lost), at: now)
        case .submitIntent: submitFailed(.outcomeUnknown(lost), at: now)
        case .auditIntent: auditFailed(.outcomeUnknown(lost), at: now)
        case .unauditIntent, .unsubmitIntent, .cancelIntent, .deleteIntent:
            undoFailed(.outcomeUnknown(lost), at: now)
        default: next(at: now)
        }
    }

    /// The call cannot be made now: its breaker is open or its rate used up.
    package mutating func held(until: Timestamp, _ reason: WaitReason) -> DeliveryAction {
        .pause(.until(until, reason))
    }

    /// The action that the state asks for.
    func next(at now: Timestamp) -> DeliveryAction {
        switch progress.state {
        case .received, .open: .readInstance
        case .ready: .save
        case .saveUnknown: lookUpWhenSettled(at: now)
        case .attaching: attachingAction
        case .saved: .submit
        case .submitted: .audit
        case .submitUnknown, .auditUnknown, .saveIntent, .submitIntent, .auditIntent: .lookUp
        case .revoking, .unauditIntent, .unsubmitIntent, .reopened, .cancelIntent, .deleteIntent, .deleted,
            .revokeUnknown:
            .lookUp
        case .done, .revoked, .ignored, .dead, .human, .abandoned: .rest
        }
    }

    func lookUpWhenSettled(at now: Timestamp) -> DeliveryAction {
        guard !policy.isNumberGuarded, let sentAt = progress.sentAt, now < policy.settled(sentAt) else {
            return .lookUp
        }
        return .pause(.until(policy.settled(sentAt), .settling))
    }

    // MARK: Moving

    mutating func move(to state: ItemState, reason: String? = nil) {
        progress.state = state
        if let reason { progress.reason = reason }
        path.append(state)
    }

    /// A step succeeded: the next one starts with fresh counts.
    mutating func advance(to state: ItemState) {
        move(to: state)
        progress.tries = 0
        progress.pauses = 0
        progress.refusal = nil
        progress.reason = nil
    }

    mutating func rest(
        in state: ItemState, _ reason: String? = nil, cause: RestCause? = nil
    ) -> DeliveryAction {
        self.cause = cause.map { Cause(kind: $0, after: progress.state) }
        move(to: state, reason: reason)
        progress.refusal = nil
        return .rest
    }

    mutating func backOff(_ reason: WaitReason, because text: String) -> DeliveryAction {
        progress.pauses += 1
        progress.reason = text
        return .pause(.backOff(step: progress.pauses, reason))
    }

    /// A pause for a failure that had no effect and uses up no try.
    mutating func pause(after failure: PlatformFailure, of platform: PlatformName, at now: Timestamp) -> DeliveryAction
    {
        switch failure {
        case .throttled(_, let retryAfter) where retryAfter > .zero:
            progress.reason = "\(failure)"
            return .pause(.until(now + retryAfter, .throttled))
        case .throttled: return backOff(.throttled, because: "\(failure)")
        case .notSent, .outcomeUnknown, .transient, .sessionLost:
            return backOff(.unreachable(platform), because: "\(failure)")
        case .logInRefused: return backOff(.logIn(platform), because: "\(failure)")
        case .duplicateNumber, .rejected, .notFound: return backOff(.retry, because: "\(failure)")
        }
    }
}

extension DeliveryMachine {
    /// Whose word ended the work, and in which state it was.
    struct Cause: Hashable, Sendable {
        var kind: RestCause
        var after: ItemState
    }
}

/// What kind of reason ends the work on an item without a document, for whoever reads the log.
enum RestCause: String, Sendable {
    /// The mapping, or a script of it, cannot make a document of the approval.
    case mapping
    case dingTalkRefused = "dingtalk-refused"
    case kingdeeRefused = "kingdee-refused"
    case attemptsUsedUp = "attempts-used-up"
    /// Kingdee's documents are not what was left there.
    case documentUnclear = "document-unclear"
    /// A file cannot be carried over.
    case files
    /// A revocation cannot be followed.
    case revocation
}

extension PlatformFailure {
    /// Whether the platform said for certain that nothing happened, and may do it later.
    var isRefusedForNow: Bool {
        switch self {
        case .notSent, .throttled, .transient, .sessionLost, .logInRefused: true
        case .outcomeUnknown, .duplicateNumber, .rejected, .notFound: false
        }
    }
}
