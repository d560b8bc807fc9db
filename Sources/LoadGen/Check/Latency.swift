import Seams

/// Audited documents come in time: the longest wait, the 99th percentile, or both.
package struct Latency: Checker {
    package static let name = "latency"
    package static let claim = BilingualText(
        "from the approval being due to its audited document it takes no longer than allowed",
        "从审批应完成的时刻到单据审核完成，耗时不超过上限")
    package static let unit = BilingualText("approvals", "个审批")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        let longest = scenario.expectations.latencyMax.map { "max \($0.reportText)" }
        let percentile = scenario.expectations.latencyP99.map { "p99 \($0.reportText)" }
        let text = [longest, percentile].compactMap(\.self).joined(separator: ", ")
        return BilingualText(text, text.replacing("max ", with: "最长 "))
    }

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.expectations.latencyMax != nil || scenario.expectations.latencyP99 != nil
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let samples = run.latencySamples
        let expectations = run.record.scenario.expectations
        var findings: [Finding] = []
        if let bound = expectations.latencyMax {
            let late = samples.filter { $0.latency > bound }
            // The worst first: a report shows the first in full.
            let ordered = late.sorted { ($1.latency, $0.instance) < ($0.latency, $1.instance) }
            findings += ordered.map { finding(for: $0, bound, in: run) }
        }
        if let bound = expectations.latencyP99, let finding = percentile(samples, bound) { findings.append(finding) }
        return Verdict(
            findings, examined: samples.count(where: { $0.audited != nil }),
            nothing: BilingualText(
                "no approval got an audited document, so there is no latency to judge", "没有任何审批得到已审核单据，无法判断耗时"))
    }

    private static func finding(for sample: LatencySample, _ bound: Duration, in run: RunIndex) -> Finding {
        let instance = run.instances[sample.instance]
        let evidence = [instance.finished?.sequence, sample.audited?.sequence].compactMap(\.self)
        let (waited, allowed) = (sample.latency.reportText, bound.reportText)
        let message =
            sample.audited == nil
            ? BilingualText(
                "had no audited document \(waited) after its approval was due, when the run ended; allowed are \(allowed)",
                "应审批完成后 \(waited)（运行结束时）仍无已审核单据；上限 \(allowed)")
            : BilingualText("took \(waited); allowed are \(allowed)", "耗时 \(waited)；上限 \(allowed)")
        return Finding(subject: instance.id, message: message, evidence: evidence)
    }

    private static func percentile(_ samples: [LatencySample], _ bound: Duration) -> Finding? {
        let value = LatencyDistribution(samples.map(\.latency)).percentile(99)
        guard let value, value > bound else { return nil }
        return Finding(
            subject: "p99",
            message: BilingualText(
                "the 99th percentile is \(value.reportText); allowed are \(bound.reportText)",
                "第 99 百分位为 \(value.reportText)；上限 \(bound.reportText)"),
            evidence: [])
    }
}
