import Seams

/// The page's row of main numbers.
enum KeyNumbers {
    /// What the template needs: label, value and whether the number is bad.
    static func context(_ report: RunReport) -> [[String: Any]] {
        let statistics = report.statistics
        let counts = statistics.counts
        var numbers = [
            number("Approvals", "审批通过", "\(counts.approved)"),
            number("Delivered", "已送达", "\(counts.delivered)", isBad: counts.delivered < expected(report)),
            number("Duplicates", "重复", "\(counts.duplicates)", isBad: counts.duplicates > 0),
            number("Dead letters", "死信", "\(counts.deadLetters)"),
        ]
        if let latency = statistics.latency {
            let bound = report.record.scenario.expectations.latencyMax?.milliseconds ?? .infinity
            numbers += [
                number("p50", "p50", time(latency.p50)), number("p95", "p95", time(latency.p95)),
                number("p99", "p99", time(latency.p99)),
                number("Longest", "最长", time(latency.max), isBad: latency.max > bound),
            ]
        }
        if let rate = statistics.apiSuccessRate {
            numbers.append(number("API success", "接口成功率", percent(rate)))
        }
        if let peak = statistics.residentPeakMebibytes {
            numbers.append(number("Memory, at most", "内存峰值", "\(peak) MiB"))
        }
        numbers.append(number("Duration", "运行时长", report.duration.reportText))
        return numbers
    }

    /// A share as a percentage, rounded down so that only a whole success reads as 100 %.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        let tenths = (min(1, max(0, share)) * 1000 + 1e-6).rounded(.down) / 10
        return tenths == 100 ? "100%" : "\(tenths)%"
    }

    private static func expected(_ report: RunReport) -> Int {
        report.judgement.run.instances.count(where: \.needsDocument)
    }

    private static func time(_ milliseconds: Double) -> String { Duration.readable(milliseconds: milliseconds) }

    private static func number(_ en: String, _ zh: String, _ value: String, isBad: Bool = false) -> [String: Any] {
        ["label": BilingualText(en, zh), "value": value, "tone": isBad ? "bad" : "plain"]
    }
}
