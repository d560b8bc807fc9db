import Simulators

/// Each fault of the scenario struck: a rehearsal of a fault that never came proves nothing.
package struct FaultsFired: Checker {
    package static let name = "faults-fired"
    package static let claim = BilingualText("each fault of the scenario struck at least once", "场景中的每个故障至少发生一次")
    package static let unit = BilingualText("faults", "个故障")

    package static func applies(to scenario: Scenario) -> Bool { scenario.faults.contains(where: \.mustFire) }

    package static func check(_ run: RunIndex) -> Verdict {
        let nothing = BilingualText("the workload never began, so no fault could strike", "负载从未开始，故障无从发生")
        guard !run.instances.isEmpty || !run.activities.isEmpty else { return .undecided(nothing) }
        let mayMiss = Set(run.record.scenario.faults.filter { !$0.mustFire }.map(\.id))
        let declared = run.faults.filter { $0.isDeclared && !mayMiss.contains($0.rule) }
        return Verdict(declared.compactMap(finding), examined: declared.count, nothing: nothing)
    }

    private static func finding(for fault: FaultRecord) -> Finding? {
        guard fault.firings.isEmpty else { return nil }
        guard let window = fault.windows.first else {
            return Finding(
                subject: fault.rule,
                message: BilingualText(
                    "\(fault.fault) was never armed: the run ended before its window; check its times",
                    "\(fault.fault) 从未启用：运行在其时间窗之前已结束，请检查时间"),
                evidence: [])
        }
        return Finding(
            subject: fault.rule,
            message: BilingualText(
                "\(fault.fault) was armed and never struck; check its aim, and whether there was traffic in its window",
                "\(fault.fault) 已启用但从未发生；请检查其目标，以及时间窗内是否有流量"),
            evidence: [window.from.sequence])
    }
}
