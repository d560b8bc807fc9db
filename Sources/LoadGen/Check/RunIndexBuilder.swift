import Seams
import Simulators

/// Reads a history event by event into the parts of a `RunIndex`.
struct RunIndexBuilder {
    private struct DocumentKey: Hashable {
        var form: String
        var id: String
    }

    private let record: RunRecord
    private let form: String
    private(set) var failure: String?
    private(set) var phases: [(name: String, moment: Moment)] = []
    private(set) var instances: [InstanceRecord] = []
    private(set) var instancePositions: [String: Int] = [:]
    private(set) var documents: [DocumentRecord] = []
    private(set) var calls: [CallRecord] = []
    private(set) var faults: [FaultRecord]
    private(set) var outages: [ProcessOutage] = []
    private(set) var deadLetters: [DeadLetterRecord] = []
    private(set) var activities: [ActivityRecord] = []
    private(set) var mentions = EventMentions()
    private var documentPositions: [DocumentKey: Int] = [:]
    private var callPositions: [Int: Int] = [:]
    private var faultPositions: [String: Int] = [:]
    private var letterPositions: [String: Int] = [:]
    private var eventPositions: [String: Int] = [:]
    private var interventions: [String] = []

    init(_ record: RunRecord) {
        self.record = record
        form = record.scenario.expectations.form.lowercased()
        faults = record.scenario.faults.map { rule in
            let type = type(of: rule.fault)
            return FaultRecord(
                rule: rule.id, fault: type.name, summary: type.summary, isDeclared: true,
                isMomentary: rule.fault is any ProcessFault)
        }
        for (position, fault) in faults.enumerated() where faultPositions[fault.rule] == nil {
            faultPositions[fault.rule] = position
        }
    }

    mutating func add(_ event: HistoryEvent, at position: Int) {
        mentions.add(event.fact, at: position)
        let moment = Moment(time: event.time, sequence: event.sequence)
        switch event.fact {
        case .instanceStarted, .instanceFinished, .instanceRevoked: addInstance(event.fact, moment)
        case .eventCreated, .eventSent, .eventAcknowledged, .eventRefused, .eventGivenUp: addEvent(event.fact, moment)
        case .callArrived, .callAnswered, .callCut: addCall(event.fact, moment)
        case .documentSaved, .documentStatusChanged, .documentDeleted: addDocument(event.fact, moment)
        case .faultArmed, .faultFired, .faultDisarmed: addFault(event.fact, moment)
        case .process(let name, let change, _, _): addProcess(name, change, moment)
        case .phase(let name): phases.append((name, moment))
        case .deadLetter(let key, let instance, let reason): addDeadLetter(key, instance, reason, moment)
        case .intervention(_, let target, _): interventions.append(target)
        case .activity(let name, let action, let subject, let detail, let due):
            activities.append(
                ActivityRecord(
                    name: name, action: action, subject: subject, detail: detail, due: due, moment: moment))
        case .runFailed(let reason): failure = failure ?? reason
        case .runStarted, .runEnded, .note, .instanceCommented, .instanceFile, .instanceFileDeleted, .attachmentHung,
            .notificationSent, .robotMessageSent, .secretShown, .logSearched:
            break
        }
    }

    /// Joins what only the whole history shows: documents to instances, dead letters and interventions to instances.
    mutating func link() {
        let matcher = SourceMatcher(ids: instances.map(\.id))
        let source = ContentPath(record.scenario.expectations.sourceField)
        for position in documents.indices where documents[position].isFromCall {
            let texts = documents[position].content.map { source.values(in: $0) } ?? []
            guard let instance = texts.lazy.compactMap(\.scalarText).flatMap(matcher.matches).first else { continue }
            documents[position].instance = instance
            instances[instance].documents.append(position)
        }
        for letter in deadLetters {
            guard let position = instancePositions[letter.instance] else { continue }
            instances[position].deadLetter = instances[position].deadLetter ?? letter.reported
        }
        for target in interventions {
            let letter = letterPositions[target].map { deadLetters[$0].instance }
            guard let position = instancePositions[target] ?? letter.flatMap({ instancePositions[$0] }) else {
                continue
            }
            instances[position].isReplayed = true
        }
        for position in instances.indices {
            guard let claim = instances[position].claim else { continue }
            instances[position].isPoisoned = record.claims[claim]?.isPoisoned ?? false
        }
    }
}

// MARK: - DingTalk

extension RunIndexBuilder {
    private mutating func addInstance(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .instanceStarted(let id, _, _, let claim, let due):
            let position = instancePosition(id)
            guard instances[position].started == nil else { return }
            instances[position].started = moment
            instances[position].startDue = due
            instances[position].claim = instances[position].claim ?? claim
        case .instanceFinished(let id, let outcome, let claim, let due):
            let position = instancePosition(id)
            guard instances[position].finished == nil else { return }
            instances[position].finished = moment
            instances[position].finishDue = due
            instances[position].outcome = outcome
            instances[position].claim = instances[position].claim ?? claim
        case .instanceRevoked(let id, _, let revocation):
            let position = instancePosition(id)
            instances[position].revoked = instances[position].revoked ?? moment
            if let revocation { instances[instancePosition(revocation)].isRevocation = true }
        default: break
        }
    }

    private mutating func addEvent(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .eventCreated(let event, let type, let instance):
            noteEvent(event, instance, type: type, moment)
        case .eventAcknowledged(let event, let instance, _):
            noteEvent(event, instance, moment, acknowledged: moment)
        case .eventSent(let event, let instance, _, _, _), .eventRefused(let event, let instance, _, _),
            .eventGivenUp(let event, let instance):
            noteEvent(event, instance, moment)
        default: break
        }
    }

    /// An event of an instance that nobody started belongs to nothing that could be judged.
    private mutating func noteEvent(
        _ id: String, _ instance: String?, type: String? = nil, _ moment: Moment, acknowledged: Moment? = nil
    ) {
        guard let instance, let owner = instancePositions[instance] else { return }
        let key = "\(instance)\n\(id)"
        if eventPositions[key] == nil {
            eventPositions[key] = instances[owner].events.count
            instances[owner].events.append(EventRecord(id: id, type: type, created: moment))
        }
        guard let position = eventPositions[key] else { return }
        instances[owner].events[position].type = instances[owner].events[position].type ?? type
        instances[owner].events[position].acknowledged = instances[owner].events[position].acknowledged ?? acknowledged
    }

    private mutating func instancePosition(_ id: String) -> Int {
        if let position = instancePositions[id] { return position }
        instancePositions[id] = instances.count
        instances.append(InstanceRecord(id: id))
        return instances.count - 1
    }
}

// MARK: - Calls and documents

extension RunIndexBuilder {
    private mutating func addCall(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .callArrived(let call, let platform, let operation, let key):
            _ = callPosition(call, platform, operation, key, moment)
        case .callAnswered(let call, let platform, let operation, let key, let status, let error, let milliseconds):
            let position = callPosition(call, platform, operation, key, moment)
            calls[position].end =
                calls[position].end
                ?? .answered(status: status, error: error, milliseconds: milliseconds)
        case .callCut(let call, let platform, let operation, let key, let performed, let milliseconds):
            let position = callPosition(call, platform, operation, key, moment)
            calls[position].end = calls[position].end ?? .cut(performed: performed, milliseconds: milliseconds)
        default: break
        }
    }

    private mutating func callPosition(
        _ number: Int, _ platform: Platform, _ operation: String, _ key: String?, _ moment: Moment
    ) -> Int {
        if let position = callPositions[number] {
            calls[position].key = calls[position].key ?? key
            return position
        }
        callPositions[number] = calls.count
        calls.append(
            CallRecord(number: number, platform: platform, operation: operation, key: key, arrived: moment))
        return calls.count - 1
    }

    private mutating func addDocument(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .documentSaved(let call, let form, let id, let number, _, let status, let content):
            guard let position = documentPosition(form, id, number, call, moment) else { return }
            documents[position].content = try? JSON(parsing: content)  // content that is no JSON names no instance
            documents[position].deleted = nil
            setStatus(status, number, at: position, moment)
        case .documentStatusChanged(let call, let form, let id, let number, _, _, let status):
            guard let position = documentPosition(form, id, number, call, moment) else { return }
            setStatus(status, number, at: position, moment)
        case .documentDeleted(let call, let form, let id, let number):
            guard let position = documentPosition(form, id, number, call, moment) else { return }
            documents[position].deleted = moment
        default: break
        }
    }

    private mutating func setStatus(_ status: String, _ number: String, at position: Int, _ moment: Moment) {
        if !number.isEmpty { documents[position].number = number }
        documents[position].status = status
        guard status == DocumentRecord.auditedStatus, documents[position].audited == nil else { return }
        documents[position].audited = moment
    }

    /// Nil for a document of another form than the expected one.
    private mutating func documentPosition(
        _ form: String, _ id: String, _ number: String, _ call: Int?, _ moment: Moment
    ) -> Int? {
        guard form.lowercased() == self.form else { return nil }
        let key = DocumentKey(form: form, id: id)
        if let position = documentPositions[key] { return position }
        documentPositions[key] = documents.count
        documents.append(
            DocumentRecord(
                form: form, id: id, number: number, created: moment, isFromCall: call != nil, content: nil, status: ""))
        return documents.count - 1
    }
}

// MARK: - Faults, processes, dead letters

extension RunIndexBuilder {
    private mutating func addFault(_ fact: HistoryFact, _ moment: Moment) {
        switch fact {
        case .faultArmed(let rule, let fault, let summary):
            let position = faultPosition(rule, fault, summary)
            faults[position].windows.append(FaultRecord.Window(from: moment))
        case .faultFired(let rule, _, _):
            faults[faultPosition(rule, "", "")].firings.append(moment)
        case .faultDisarmed(let rule):
            let position = faultPosition(rule, "", "")
            guard let window = faults[position].windows.indices.last, faults[position].windows[window].until == nil
            else { return }
            faults[position].windows[window].until = moment
        default: break
        }
    }

    private mutating func faultPosition(_ rule: String, _ fault: String, _ summary: String) -> Int {
        if let position = faultPositions[rule] { return position }
        faultPositions[rule] = faults.count
        faults.append(FaultRecord(rule: rule, fault: fault, summary: summary, isDeclared: false, isMomentary: false))
        return faults.count - 1
    }

    private mutating func addProcess(_ name: String, _ change: String, _ moment: Moment) {
        let open = outages.lastIndex { $0.process == name && $0.until == nil }
        switch (change, open) {
        case ("killed", nil), ("exited", nil), ("paused", nil):
            outages.append(ProcessOutage(process: name, from: moment))
        case ("ready", let open?), ("resumed", let open?):
            outages[open].until = moment
        default: break
        }
    }

    private mutating func addDeadLetter(_ key: String, _ instance: String, _ reason: String, _ moment: Moment) {
        guard letterPositions[key] == nil else { return }
        letterPositions[key] = deadLetters.count
        deadLetters.append(DeadLetterRecord(key: key, instance: instance, reason: reason, reported: moment))
    }
}
