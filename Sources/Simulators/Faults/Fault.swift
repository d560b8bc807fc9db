package import Seams

/// A kind of misbehaviour, with its settings.
///
/// A fault says only *what* goes wrong. Whom it strikes, how often and when belongs to `FaultRule` and is decided by
/// `FaultEngine`, so no fault knows of aims, probabilities or windows. Each fault is one file and one line in
/// `FaultCatalog.all`, and conforms to the layer it strikes: `CallFault`, `DeliveryFault`, `LinkFault`, `ProcessFault`.
package protocol Fault: Sendable {
    /// The name in scenario files, such as `lost-after-commit`.
    static var name: String { get }
    /// One line for help and documentation: what happens.
    static var summary: String { get }
    /// Whether only the virtual world can do it; false unless the fault says otherwise.
    static var isVirtualOnly: Bool { get }
    /// Reads the settings.
    ///
    /// - Throws: `SettingError` naming the setting and what to write instead.
    init(_ settings: inout FaultSettings) throws(SettingError)
}

extension Fault {
    package static var isVirtualOnly: Bool { false }
}

/// A fault that strikes single requests to a platform.
package protocol CallFault: Fault {
    /// What happens to `call`, or nil to let it pass (a rate limit below its limit); `fraction` in 0 ..< 1 is this
    /// attempt's draw.
    mutating func effect(on call: CallFacts, at now: Timestamp, fraction: Double) -> CallEffect?
}

/// A fault that strikes events on their way from DingTalk to the subscriber.
package protocol DeliveryFault: Fault {
    /// What happens to an attempt to deliver; `fraction` in 0 ..< 1 is this event's draw.
    func effect(on delivery: DeliveryFacts, fraction: Double) -> DeliveryEffect
}

/// A fault that strikes a TCP link as a whole, for as long as its window is open.
package protocol LinkFault: Fault {
    /// What the link does meanwhile.
    var condition: LinkCondition { get }
}

/// A fault that strikes the process under test, once, when its window opens.
package protocol ProcessFault: Fault {
    /// What happens to the process.
    var strike: ProcessStrike { get }
    /// Which process of a system that has several, counted from 1.
    var worker: Int { get }
}

extension ProcessFault {
    package var worker: Int { 1 }
}

/// What the fault engine knows of a request.
package struct CallFacts: Hashable, Sendable {
    /// The platform that was called.
    package var platform: Platform
    /// The operation's name as used in aims: `gettoken`, `processinstance/get`, `workflow/processInstances`, `Save`.
    package var operation: String
    /// The business key: approval instance or bill number; nil when the call has none (a token, a query).
    package var key: String?
    /// The application or user that calls, when the request shows it.
    package var account: String?
    /// The Kingdee form, when there is one.
    package var form: String?

    package init(
        platform: Platform, operation: String, key: String? = nil, account: String? = nil, form: String? = nil
    ) {
        self.platform = platform
        self.operation = operation
        self.key = key
        self.account = account
        self.form = form
    }
}

/// What a fault does to a request.
package enum CallEffect: Hashable, Sendable {
    /// Wait, then go on as usual.
    case delay(Duration)
    /// Refuse with one of the platform's own reasons, in the platform's own shape, without acting.
    case refuse(reason: String)
    /// Answer with a page of a gateway instead of the platform, without acting.
    case gatewayPage(status: Int)
    /// Answer with this text and status 200, without acting.
    case garbage(text: String)
    /// Cut the connection without acting.
    case cutBefore(reset: Bool)
    /// Act, wait, then cut the connection without a reply.
    case cutAfterCommit(hold: Duration)
    /// Wait, then act, whether or not the client is still there; then reply to whoever is left.
    case commitLate(after: Duration)
    /// End the caller's session or token first, then go on as usual.
    case expireSession
    /// Act, then send the reply in pieces.
    case drip(bytes: Int, interval: Duration)
    /// Act, then send only the first half of the reply's body.
    case truncate
}

/// What the fault engine knows of an attempt to deliver an event.
package struct DeliveryFacts: Hashable, Sendable {
    /// The event type, such as `bpms_instance_change`.
    package var type: String
    /// The event id.
    package var event: String
    /// The approval instance, when the event has one.
    package var instance: String?
    /// 1 for the first attempt.
    package var attempt: Int

    package init(type: String, event: String, instance: String?, attempt: Int) {
        self.type = type
        self.event = event
        self.instance = instance
        self.attempt = attempt
    }
}

/// What a fault does to an attempt to deliver.
package enum DeliveryEffect: Hashable, Sendable {
    /// Deliver, and deliver `copies` more, each `interval` after the last; with `newID` under event ids of their own.
    case duplicate(copies: Int, interval: Duration, newID: Bool)
    /// Deliver later.
    case delay(Duration)
    /// Do not deliver this attempt; the platform counts it as failed and redelivers.
    case drop
    /// Never deliver the event at all, and leave it out of the failed list.
    case lose
    /// Deliver with a wrong signature; the platform then redelivers correctly.
    case wrongSignature
}

/// What happens to a struck process.
///
/// A strike with an `ioStep` above 0 is aimed at that I/O step of the process, counted from the opening of the rule's
/// window, instead of at the opening itself. Only the virtual world counts I/O steps.
package enum ProcessStrike: Hashable, Sendable {
    /// SIGKILL, then start again after `restartAfter`; nil leaves it dead.
    case kill(restartAfter: Duration?, ioStep: Int)
    /// SIGSTOP, then SIGCONT after `duration`.
    case pause(duration: Duration)
    /// The power fails and comes back; the process starts again after `restartAfter` on what the disk kept.
    case powerCut(unsynced: UnsyncedFate, ioStep: Int, restartAfter: Duration)
    /// The process's clock is set forward or, with a negative duration, back, until the window closes.
    case clockJump(by: Duration)
    /// Nothing can be written to the process's disk until the window closes.
    case fullDisk

    /// The most processes that a system under test can have.
    static let workersMax = 8

    /// The largest I/O step that can be aimed at.
    static let ioStepMax = 1_000_000

    /// The I/O step at which the process is struck; 0 when it is struck by time.
    package var ioStep: Int {
        switch self {
        case .kill(_, let ioStep), .powerCut(_, let ioStep, _): ioStep
        case .pause, .clockJump, .fullDisk: 0
        }
    }
}

/// What becomes of writes that were not synced when the power failed.
package enum UnsyncedFate: String, CaseIterable, Hashable, Sendable {
    /// All are gone.
    case lost
    /// The first of them are there, up to a point that the seed draws.
    case prefix
    /// As `prefix`, and the next one is there in part.
    case torn
}
