import Foundation
import Seams
import Simulators

/// The page's tables of faults, recoveries, tries and calls.
enum StatisticsTables {
    /// What the templates need.
    static func context(_ report: RunReport) -> [String: Any] {
        let run = report.judgement.run
        var context: [String: Any] = [
            "hasFaults": !run.faults.isEmpty, "faults": run.faults.map { fault($0, run) },
            "recoveries": run.recoveries.map { recovery($0, run) }, "tries": tries(report.statistics),
            "operations": report.statistics.operations.map(operation),
        ]
        if let lateness = report.statistics.generatorLateness {
            let (p99, longest) = (time(lateness.p99), time(lateness.max))
            context["lateness"] = BilingualText(
                "The generator's own lateness: p99 \(p99), at most \(longest).", "负载发生器自身的延迟：p99 \(p99)，最大 \(longest)。")
        }
        return context
    }

    private static func fault(_ fault: FaultRecord, _ run: RunIndex) -> [String: Any] {
        let windows = fault.windows.prefix(20).map { window in
            let from = FindingTables.offset(window.from.time - run.start)
            guard !fault.isMomentary else { return from }
            return "\(from) … \(window.until.map { FindingTables.offset($0.time - run.start) } ?? "")"
        }
        return [
            "rule": fault.rule, "fault": fault.fault, "summary": summary(fault.summary), "windows": Array(windows),
            "fired": "\(fault.firings.count)",
            "state": fault.isDeclared && fault.firings.isEmpty ? "violated" : "holds",
        ]
    }

    /// A fault's summary holds both languages, as `English / 中文`.
    private static func summary(_ text: String) -> BilingualText {
        let parts = text.components(separatedBy: " / ")
        return BilingualText(parts.first ?? text, parts.last ?? text)
    }

    private static func recovery(_ recovery: Recovery, _ run: RunIndex) -> [String: Any] {
        [
            "cause": recovery.cause, "healed": FindingTables.offset(recovery.healed.time - run.start),
            "backlog": "\(recovery.backlog)",
            "gone": recovery.backlog == 0 ? "–" : recovery.duration.reportText,
            "lost": recovery.lost == 0 ? "–" : "\(recovery.lost)",
        ]
    }

    private static func tries(_ statistics: RunStatistics) -> [[String: Any]] {
        statistics.tries.flatMap { operation in
            operation.keys.enumerated().filter { $0.element > 0 }.map { index, keys in
                ["operation": operation.operation, "times": "\(index + 1)", "keys": "\(keys)"]
            }
        }
    }

    private static func operation(_ counts: OperationCounts) -> [String: Any] {
        [
            "platform": counts.platform.rawValue, "operation": counts.operation, "calls": "\(counts.calls)",
            "errors": "\(counts.errors)", "unanswered": "\(counts.unanswered)",
            "rate": KeyNumbers.percent(counts.successRate),
        ]
    }

    private static func time(_ milliseconds: Double) -> String { Duration.readable(milliseconds: milliseconds) }
}
