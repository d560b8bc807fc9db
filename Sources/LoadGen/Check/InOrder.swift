import Seams

/// Documents are made in the order in which approvals ended: one that ended the bound or more before another has its
/// document first. What a queue after an outage must keep, whatever its workers do side by side.
///
/// The first round of documents after each fault overtakes nobody: somebody has to find out that the platform answers
/// again, and who falls due at that moment is let through with him. So many of the built-in core's workers, 16.
package struct InOrder: Checker {
    package static let name = "in-order"
    package static let claim = BilingualText(
        "an approval that ended well before another has its document first", "先通过的审批先生成单据")
    package static let unit = BilingualText("documents", "张单据")

    /// As many as call side by side.
    private static let firstRound = 16

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.inOrder.map { BilingualText("\($0.reportText) apart", "相隔 \($0.reportText)") }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.inOrder != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let bound = run.record.scenario.expectations.inOrder ?? .zero
        let made = run.instances.compactMap { instance -> (instance: InstanceRecord, created: Moment)? in
            guard instance.isApproved, instance.revoked == nil, instance.finished != nil, !instance.isPoisoned,
                let document = run.documents(of: instance).first
            else { return nil }
            return (instance, document.created)
        }.sorted { $0.created.sequence < $1.created.sequence }
        let ends = run.faults.flatMap(\.windows).compactMap(\.until?.time)
        let scouts = Set(
            ends.flatMap { end in made.drop { $0.created.time < end }.prefix(firstRound).map(\.instance.id) })
        var findings: [Finding] = []
        // The latest end among those whose documents came earlier.
        var latest: (end: Timestamp, instance: String, created: Moment)?
        for (instance, created) in made {
            guard let end = instance.finished?.time else { continue }
            if let other = latest, other.end - end >= bound {
                let gap = (other.end - end).reportText
                findings.append(
                    Finding(
                        subject: instance.id,
                        message: BilingualText(
                            "was approved \(gap) before \(other.instance), whose document came first",
                            "比 \(other.instance) 早 \(gap) 通过，却晚于其生成单据"),
                        evidence: [other.created.sequence, created.sequence]))
            }
            guard !scouts.contains(instance.id) else { continue }
            if latest.map({ $0.end < end }) ?? true { latest = (end, instance.id, created) }
        }
        return Verdict(
            findings, examined: made.count,
            nothing: BilingualText("there were no two documents to put in order", "没有可以比较先后的单据"))
    }
}
