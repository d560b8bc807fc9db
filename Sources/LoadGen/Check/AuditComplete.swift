import Seams
import Simulators

/// Each effect that the platforms saw is in the core's audit log, nothing else is, and the log is an unbroken chain.
package struct AuditComplete: Checker {
    package static let name = "audit-complete"
    package static let claim = BilingualText(
        "the audit log tells of each effect, of nothing that was not, and its chain is unbroken",
        "审计日志记录了每一次写入，没有虚构的记录，并且哈希链完整")
    package static let unit = BilingualText("effects", "次写入")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.key == AuditActivity.key }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let log = AuditTrail(run)
        guard !log.lines.isEmpty else {
            return .undecided(BilingualText("the audit log was never read", "没有读取到审计日志"))
        }
        let deeds = AuditDeed.all(of: run, until: log.readFrom)
        let findings =
            log.broken + AuditDeed.untold(deeds, log) + AuditDeed.overtold(deeds, log)
            + AuditDeed.overfound(deeds, log)
            + AuditDeed.untrue(deeds, log) + AuditGaps.findings(log)
            + AuditGaps.stockFindings(log)
        return Verdict(
            findings, examined: deeds.count,
            nothing: BilingualText("the platforms saw no effect of the core", "平台上没有任何写入"))
    }
}
