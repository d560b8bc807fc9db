/// What the system under test took over, it delivered or accounts for in its dead-letter list.
///
/// Narrower than `NothingLost`: here the loss is certainly the system's own. An approval's event counts from the moment
/// it was made, acknowledged or not; an event made before the approval ended says nothing of it.
package struct NothingAcknowledgedLost: Checker {
    package static let name = "nothing-acknowledged-lost"
    package static let claim = BilingualText(
        "each approval whose event the system acknowledged has a document or a dead letter",
        "凡系统已确认收到事件的审批，都有单据或死信可查")
    package static let unit = BilingualText("approvals with an event", "个有事件的审批")

    /// Plain forms of Yida send no events.
    package static func applies(to scenario: Scenario) -> Bool {
        scenario.workload.approvals > 0 && scenario.workload.kind != .yidaData
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let announced = run.instances.filter { $0.isApproved && $0.revoked == nil && !finalEvents(of: $0).isEmpty }
        return Verdict(
            announced.compactMap { finding(for: $0, in: run) }, examined: announced.count,
            nothing: BilingualText("no event of an approval was made", "没有产生任何审批通过事件"))
    }

    private static func finding(for instance: InstanceRecord, in run: RunIndex) -> Finding? {
        let acknowledged = finalEvents(of: instance).compactMap(\.acknowledged).min { $0.sequence < $1.sequence }
        guard let acknowledged, !isAccountedFor(instance, in: run) else { return nil }
        return Finding(
            subject: instance.id,
            message: BilingualText(
                "its approval was acknowledged by the system under test and left no document and no dead letter",
                "被测系统已确认收到其审批事件，却既无单据也无死信"),
            evidence: [instance.finished?.sequence, acknowledged.sequence].compactMap(\.self))
    }

    /// The events about the approval itself: those of the instance that were made after it ended.
    private static func finalEvents(of instance: InstanceRecord) -> [EventRecord] {
        guard let finished = instance.finished else { return [] }
        return instance.events.filter { event in
            event.created.sequence > finished.sequence && event.type?.contains("instance") ?? true
        }
    }

    /// Other people's cores do not report dead letters, so nothing can be asked about what they cannot map.
    private static func isAccountedFor(_ instance: InstanceRecord, in run: RunIndex) -> Bool {
        run.documents(of: instance).contains(where: \.isLive) || instance.deadLetter != nil
            || instance.isPoisoned && !run.record.scenario.system.isBuiltIn
    }
}
