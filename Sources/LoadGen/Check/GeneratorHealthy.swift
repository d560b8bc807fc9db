import Seams

/// The workload generator kept to its schedule. When it did not, the latencies would be the harness's own, and the run
/// is void.
package struct GeneratorHealthy: Checker {
    package static let name = "generator-healthy"
    package static let claim = BilingualText(
        "the workload generator kept to its schedule (p99 within \(p99Bound.reportText), never later than \(maxBound.reportText))",
        "负载发生器按计划执行（p99 不超过 \(p99Bound.reportText)，最晚不超过 \(maxBound.reportText)）")
    package static let unit = BilingualText("actions", "次操作")

    /// The lateness that 99 of 100 actions may have.
    package static let p99Bound = Duration.milliseconds(250)
    /// The lateness that no action may exceed.
    package static let maxBound = Duration.seconds(1)

    /// A closed workload waits for the system under test and has no schedule to be late for.
    package static func applies(to scenario: Scenario) -> Bool {
        if case .closed = scenario.workload.arrivals { false } else { true }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let lateness = run.generatorLateness
        let distribution = LatencyDistribution(lateness)
        guard let p99 = distribution.percentile(99), let worst = lateness.max() else {
            return .undecided(BilingualText("the workload has no action with a due time", "负载中没有任何带计划时间的操作"))
        }
        guard p99 > p99Bound || worst > maxBound else { return .holds(examined: lateness.count) }
        return .undecided(
            BilingualText(
                "the generator was saturated: its actions came up to \(worst.reportText) late (p99 \(p99.reportText)), so the "
                    + "latencies are the harness's own; use a slower workload or a faster machine",
                "负载发生器已饱和：操作最多迟到 \(worst.reportText)（p99 \(p99.reportText)），测得的耗时来自测试工具自身；请降低负载或更换更快的机器"))
    }
}

extension RunIndex {
    /// How late each submission, each approval and each step of an activity was against its schedule; early ones count as
    /// zero.
    package var generatorLateness: [Duration] {
        let activities = activities.compactMap { record in record.due.map { max(.zero, record.moment.time - $0) } }
        return instances.flatMap { instance in
            [(instance.started, instance.startDue), (instance.finished, instance.finishDue)].compactMap { moment, due in
                guard let moment, let due else { return nil }
                return max(.zero, moment.time - due)
            }
        } + activities
    }
}
