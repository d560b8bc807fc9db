import Seams
import Simulators

/// A run's history as "sometimes" points look at it: calls with what struck them and what they did, approvals step by
/// step, deaths of the core. Built in one pass.
struct SometimesView: Sendable {
    /// A request, with what the index does not keep of it.
    struct Call: Sendable {
        var record: CallRecord
        /// When it was answered or cut.
        var ended: Moment?
        /// When it changed a document.
        var performed: Moment?
        /// The kinds of fault that struck it.
        var kinds: Set<String> = []
        /// The approval instance that it is about.
        var instance: String?

        var operation: String { record.operation }
        var isCut: Bool { if case .cut(performed: false, _) = record.end { true } else { false } }
        /// Whether it took effect and its reply was lost.
        var isReplyLost: Bool { if case .cut(performed: true, _) = record.end { true } else { false } }
        /// Whether it was answered with a refusal, or not at all.
        var failed: Bool { record.end != nil && !record.succeeded }

        /// Whether it was under way at `moment`.
        func isUnderWay(at moment: Moment) -> Bool {
            record.arrived.sequence < moment.sequence && ended.map { $0.sequence > moment.sequence } ?? true
        }
    }

    /// One sending of an event.
    struct Delivery: Sendable {
        var event: String
        var instance: String?
        var attempt: Int
        var isCopy: Bool
        var sent: Moment
        var acknowledged: Moment?
        var refused: Moment?
    }

    /// A fault that struck.
    struct Firing: Sendable {
        var rule: String
        var kind: String
        var call: Int?
        var target: String
        var moment: Moment
    }

    /// How far an approval came, and when.
    struct Story: Sendable {
        var instance: InstanceRecord
        var acknowledged: Moment?
        var readStarted: Moment?
        var readEnded: Moment?
        var saveStarted: Moment?
        var saved: Moment?
        var submitted: Moment?
        var audited: Moment?
        var commented: Moment?
        /// The kinds of fault that struck it.
        var kinds: Set<String> = []
    }

    let run: RunIndex
    private(set) var calls: [Call]
    private(set) var deliveries: [Delivery] = []
    private(set) var firings: [Firing] = []
    /// What happened to the core's process.
    private(set) var changes: [(change: String, moment: Moment)] = []
    /// Events that were given up, by instance.
    private(set) var givenUp: Set<String> = []
    /// In the order of `run.instances`.
    private(set) var stories: [Story]
    private var callPositions: [Int: Int] = [:]
    private var storyPositions: [String: Int] = [:]
    private var instancesByNumber: [String: String] = [:]
    private var openDeliveries: [String: Int] = [:]
    private let kindsByRule: [String: String]

    init(_ run: RunIndex) {
        self.run = run
        calls = run.calls.map { Call(record: $0) }
        stories = run.instances.map { instance in
            let acknowledged = instance.events.compactMap(\.acknowledged).min { $0.sequence < $1.sequence }
            return Story(instance: instance, acknowledged: acknowledged, audited: run.audited(instance))
        }
        kindsByRule = Dictionary(run.faults.map { ($0.rule, $0.fault) }) { first, _ in first }
        for (position, call) in calls.enumerated() { callPositions[call.record.number] = position }
        for (position, story) in stories.enumerated() { storyPositions[story.instance.id] = position }
        for document in run.documents {
            guard let position = document.instance, !document.number.isEmpty else { continue }
            instancesByNumber[document.number] = run.instances[position].id
        }
        for position in calls.indices { calls[position].instance = calls[position].record.key.flatMap(instance) }
        for event in run.record.events { add(event) }
        for call in calls { note(call) }
    }

    /// The call with that number.
    func call(_ number: Int) -> Call? {
        callPositions[number].map { calls[$0] }
    }

    /// The instance that a business key means: it is one, or the number of its document.
    private func instance(of key: String) -> String? {
        storyPositions[key] == nil ? instancesByNumber[key] : key
    }

    private mutating func add(_ event: HistoryEvent) {
        let moment = Moment(time: event.time, sequence: event.sequence)
        switch event.fact {
        case .callAnswered(let call, _, _, _, _, _, _), .callCut(let call, _, _, _, _, _):
            if let position = callPositions[call] { calls[position].ended = moment }
        case .documentSaved(let call?, _, _, _, _, _, _):
            if let position = callPositions[call] { calls[position].performed = moment }
        case .documentStatusChanged(let call, _, _, let number, _, _, let status):
            if let position = call.flatMap({ callPositions[$0] }) { calls[position].performed = moment }
            if let position = instancesByNumber[number].flatMap({ storyPositions[$0] }) {
                if status == "B" { stories[position].submitted = stories[position].submitted ?? moment }
            }
        case .faultFired(let rule, let call, let target): addFiring(rule, call, target, moment)
        case .process(_, let change, _, _): changes.append((change, moment))
        case .instanceCommented(let instance, _):
            guard let position = storyPositions[instance] else { return }
            stories[position].commented = stories[position].commented ?? moment
        default: addDelivery(event.fact, moment)
        }
    }

    private mutating func addFiring(_ rule: String, _ call: Int?, _ target: String, _ moment: Moment) {
        let kind = kindsByRule[rule] ?? ""
        firings.append(Firing(rule: rule, kind: kind, call: call, target: target, moment: moment))
        if let position = call.flatMap({ callPositions[$0] }) {
            calls[position].kinds.insert(kind)
        } else if let key = target.split(separator: " ", maxSplits: 1).last,
            let position = storyPositions[String(key)]
        {
            stories[position].kinds.insert(kind)
        }
    }

    private mutating func addDelivery(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .eventSent(let event, let instance, let attempt, _, let isCopy):
            openDeliveries["\(event) \(attempt)"] = deliveries.count
            deliveries.append(
                Delivery(event: event, instance: instance, attempt: attempt, isCopy: isCopy, sent: moment))
        case .eventAcknowledged(let event, let instance, let attempt):
            deliveries[position(event, instance, attempt, moment)].acknowledged = moment
        case .eventRefused(let event, let instance, let attempt, _):
            deliveries[position(event, instance, attempt, moment)].refused = moment
        case .eventGivenUp(_, let instance?): givenUp.insert(instance)
        default: break
        }
    }

    /// The sending that an answer belongs to. An attempt that a fault swallowed was never sent.
    private mutating func position(_ event: String, _ instance: String?, _ attempt: Int, _ moment: Moment) -> Int {
        if let open = openDeliveries["\(event) \(attempt)"] { return open }
        deliveries.append(
            Delivery(event: event, instance: instance, attempt: attempt, isCopy: false, sent: moment))
        return deliveries.count - 1
    }

    private mutating func note(_ call: Call) {
        guard let position = call.instance.flatMap({ storyPositions[$0] }) else { return }
        stories[position].kinds.formUnion(call.kinds)
        switch call.operation {
        case SometimesCatalog.read where stories[position].readStarted == nil || stories[position].readEnded == nil:
            stories[position].readStarted = stories[position].readStarted ?? call.record.arrived
            if call.record.succeeded { stories[position].readEnded = call.ended }
        case "Save":
            stories[position].saveStarted = stories[position].saveStarted ?? call.record.arrived
            stories[position].saved = stories[position].saved ?? call.performed
        default: break
        }
    }
}
