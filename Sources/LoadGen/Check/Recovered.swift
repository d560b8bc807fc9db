import Seams

/// After each fault, each outage and the workload itself, the backlog is gone in time.
package struct Recovered: Checker {
    package static let name = "recovered"
    package static let claim = BilingualText(
        "after each fault, each outage and the workload the backlog is gone within the time allowed",
        "每次故障、中断以及负载结束后，积压在规定时间内清空")
    package static let unit = BilingualText("recoveries", "次恢复")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.recoveryWithin.map { BilingualText($0.reportText, $0.reportText) }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.recoveryWithin != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        guard let bound = run.record.scenario.expectations.recoveryWithin, run.approvedCount > 0 else {
            return .undecided(.noApproval)
        }
        let recoveries = run.recoveries
        return Verdict(
            recoveries.compactMap { finding(for: $0, bound) }, examined: recoveries.count,
            nothing: BilingualText("neither a fault nor the workload ended in this history", "历史中没有任何故障或负载结束"))
    }

    private static func finding(for recovery: Recovery, _ bound: Duration) -> Finding? {
        guard recovery.lost > 0 || recovery.duration > bound else { return nil }
        let (count, took, allowed) = (recovery.backlog, recovery.duration.reportText, bound.reportText)
        let message =
            recovery.lost == 0
            ? BilingualText(
                "\(count) approvals waited when it ended, and the last got its document \(took) later; allowed are \(allowed)",
                "结束时积压 \(count) 个审批，最后一个在 \(took) 后才完成；上限 \(allowed)")
            : BilingualText(
                "\(count) approvals waited when it ended, and \(recovery.lost) never got a document; the others took "
                    + "\(took), allowed are \(allowed)",
                "结束时积压 \(count) 个审批，其中 \(recovery.lost) 个始终没有单据；其余用时 \(took)，上限 \(allowed)")
        return Finding(subject: recovery.subject, message: message, evidence: [recovery.healed.sequence])
    }
}
