package import Seams
package import Simulators

/// A run's history, read once and sorted by what it speaks of: what checkers, statistics and reports look things up in.
///
/// Building takes n log n for n events. No history can make it trap: what does not fit together is kept as it stands.
package struct RunIndex: Sendable {
    package let record: RunRecord
    /// The start of the workload, from which a report counts; the first event's time when the workload never began.
    package let start: Timestamp
    /// The last event's time.
    package let end: Timestamp
    /// Why the run could not be done; nil when it was.
    package let failure: String?
    /// When the phases began, in order.
    package let phases: [(name: String, moment: Moment)]
    /// In order of appearance.
    package let instances: [InstanceRecord]
    /// The documents of the expected form, in order of creation.
    package let documents: [DocumentRecord]
    /// In order of arrival.
    package let calls: [CallRecord]
    /// The scenario's rules in its order, then rules that only the history knows.
    package let faults: [FaultRecord]
    package let outages: [ProcessOutage]
    package let deadLetters: [DeadLetterRecord]
    /// What the activities did and saw, in order.
    package let activities: [ActivityRecord]
    /// The events that concern the whole world: processes, fault windows, phases.
    let surroundings: [HistoryEvent]
    private let instancePositions: [String: Int]
    private let mentions: EventMentions

    /// Reads the history of `record`, up to the end of the run: what stragglers record afterwards is no part of it.
    package init(_ record: RunRecord) {
        var record = record
        if let end = record.events.firstIndex(where: \.isEnd) { record.events.removeSubrange((end + 1)...) }
        var builder = RunIndexBuilder(record)
        for (position, event) in record.events.enumerated() { builder.add(event, at: position) }
        builder.link()
        self.record = record
        let workload = builder.phases.first { $0.name == "workload" }?.moment.time
        start = workload ?? record.events.first?.time ?? Timestamp(nanoseconds: 0)
        end = record.events.last?.time ?? start
        failure = builder.failure
        phases = builder.phases
        instances = builder.instances
        documents = builder.documents
        calls = builder.calls
        faults = builder.faults
        outages = builder.outages
        deadLetters = builder.deadLetters
        activities = builder.activities
        surroundings = record.events.filter(\.concernsTheWorld)
        instancePositions = builder.instancePositions
        mentions = builder.mentions
    }

    /// The instance with that id.
    package func instance(_ id: String) -> InstanceRecord? {
        instancePositions[id].map { instances[$0] }
    }

    /// The documents that name `instance`, in order of creation.
    package func documents(of instance: InstanceRecord) -> [DocumentRecord] {
        instance.documents.map { documents[$0] }
    }

    /// When an audited document of `instance` first existed; nil when there is none at the end of the run.
    package func audited(_ instance: InstanceRecord) -> Moment? {
        let documents = documents(of: instance)
        guard documents.contains(where: \.isAudited) else { return nil }
        return documents.compactMap(\.audited).min { $0.time < $1.time }
    }

    /// The claim behind `instance`.
    package func claim(of instance: InstanceRecord) -> Claim? {
        instance.claim.flatMap { record.claims[$0] }
    }

    /// When the workload ended; the last end of an approval when the history has no such phase.
    package var workloadEnd: Moment? {
        phases.first { $0.name == "settling" }?.moment ?? instances.compactMap(\.finished).max { $0.time < $1.time }
    }

    /// The events that speak of `instance`, of its documents and of the calls about them, in order.
    package func story(of instance: InstanceRecord) -> [HistoryEvent] {
        let documents = documents(of: instance)
        let letters = deadLetters.filter { $0.instance == instance.id }.map(\.key)
        return mentions.positions(
            of: [instance.id] + documents.map(\.number) + letters, documents: documents.map { ($0.form, $0.id) }
        ).map { record.events[$0] }
    }

    /// The events that speak of the document with this form and internal id, in order.
    package func story(of document: DocumentRecord) -> [HistoryEvent] {
        mentions.positions(of: [document.number], documents: [(document.form, document.id)]).map { record.events[$0] }
    }
}

extension HistoryEvent {
    fileprivate var concernsTheWorld: Bool {
        switch fact {
        case .process, .faultArmed, .faultDisarmed, .phase: true
        default: false
        }
    }
}
