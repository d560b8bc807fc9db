import Seams

/// Decides what is sent when: attempts, redelivery, giving up. Sends nothing itself.
struct EventQueue: Sendable {
    /// What faults made of an attempt.
    enum Decision: Equatable {
        case send(Shot)
        case later
        case dropped
        case lost
    }

    /// What became of a sending.
    enum Verdict: Hashable {
        case done
        case redelivered(at: Timestamp)
        case givenUp
        /// It belonged to a life before a reset.
        case forgotten
    }

    /// Sendings under way at one time: enough for a subscriber that answers in 100 ms to take 640 events a second, few
    /// enough not to open hundreds of connections to one that hangs.
    static let underWayMax = 64

    private let settings: DeliverySettings
    private var timetable = Timetable<Shot>()
    private var waiting: Set<String> = []
    private var copies = 0
    private var life = 0
    private(set) var underWay = 0
    private(set) var failed = FailedEvents()

    init(settings: DeliverySettings) {
        self.settings = settings
    }

    /// Events that were neither acknowledged nor given up, and copies not yet sent.
    var pending: Int { waiting.count + copies }

    /// When something is due next, if there is room to send it.
    var nextDue: Timestamp? { underWay < EventQueue.underWayMax ? timetable.next : nil }

    mutating func add(_ event: PlatformEvent, at now: Timestamp) {
        waiting.insert(event.id)
        let kind = Shot.Kind.attempt(isDecided: false, hasWrongSignature: false)
        timetable.insert(Shot(event: event, attempt: 1, kind: kind, life: life), due: now)
    }

    /// Takes the next sending that is due, if there is room for one more.
    mutating func takeDue(by now: Timestamp) -> Shot? {
        guard underWay < EventQueue.underWayMax, let shot = timetable.removeDue(by: now) else { return nil }
        underWay += 1
        return shot
    }

    /// Faults have decided about an attempt. All but `send` end the sending; after `dropped` the caller settles it as
    /// failed.
    mutating func decide(_ shot: Shot, _ effects: [DeliveryEffect], at now: Timestamp) -> Decision {
        guard !effects.contains(.lose) else {
            underWay -= 1
            waiting.remove(shot.event.id)
            return .lost
        }
        var delay = Duration.zero
        var isWrong = false
        var isDropped = false
        for effect in effects {
            switch effect {
            case .lose: break
            case .drop: isDropped = true
            case .wrongSignature: isWrong = true
            case .delay(let duration): delay += duration
            case .duplicate(let count, let interval, let newID):
                for number in 1...max(1, count) {
                    plan(copy: number, of: shot, due: now + delay + interval * number, newID: newID)
                }
            }
        }
        guard !isDropped else { return .dropped }
        var decided = shot
        decided.kind = .attempt(isDecided: true, hasWrongSignature: isWrong)
        guard delay > .zero else { return .send(decided) }
        underWay -= 1
        timetable.insert(decided, due: now + delay)
        return .later
    }

    /// A sending succeeded.
    mutating func accepted(_ shot: Shot) -> Verdict {
        underWay -= 1
        guard shot.life == life else { return .forgotten }
        if shot.isCopy { copies -= 1 } else { waiting.remove(shot.event.id) }
        return .done
    }

    /// A sending that began at `start` failed.
    mutating func refused(_ shot: Shot, startedAt start: Timestamp, now: Timestamp) -> Verdict {
        underWay -= 1
        guard shot.life == life else { return .forgotten }
        guard !shot.isCopy else {
            copies -= 1
            return .done
        }
        guard shot.attempt <= settings.redelivery.count else {
            waiting.remove(shot.event.id)
            failed.add(shot.event, fetchableAt: now + settings.failedListDelay)
            return .givenUp
        }
        let due = max(now, start + settings.redelivery[shot.attempt - 1])
        var next = shot
        next.attempt += 1
        next.kind = .attempt(isDecided: false, hasWrongSignature: false)
        timetable.insert(next, due: due)
        return .redelivered(at: due)
    }

    /// Nobody wants events of this type: they end without an attempt.
    mutating func unwanted(_ shot: Shot) {
        _ = accepted(shot)
    }

    /// The engine was stopped while the sending was under way: it stays due, as if it had not begun.
    mutating func interrupted(_ shot: Shot, now: Timestamp) {
        underWay -= 1
        guard shot.life == life else { return }
        timetable.insert(shot, due: now)
    }

    /// Forgets all events. What is under way ends by itself and counts for nothing.
    mutating func reset() {
        let (underWay, life) = (underWay, life + 1)
        self = EventQueue(settings: settings)
        self.underWay = underWay
        self.life = life
    }

    /// The next page of the failed list; each call deletes what the one before returned.
    mutating func takeFailed(at now: Timestamp) -> (events: [PlatformEvent], hasMore: Bool) {
        failed.take(at: now)
    }

    private mutating func plan(copy number: Int, of shot: Shot, due: Timestamp, newID: Bool) {
        var event = shot.event
        if newID {  // derived, so that a copy draws nothing from the stream of event ids
            event.id = String(event.id.reversed().dropLast(2)) + String(hexadecimal: UInt8(number & 255))
        }
        copies += 1
        timetable.insert(Shot(event: event, attempt: shot.attempt, kind: .copy, life: life), due: due)
    }
}
