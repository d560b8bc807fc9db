import Seams

/// The end of a run for a terminal: plain lines, one an expectation, then the first findings and the main numbers.
package enum ConsoleSummary {
    /// How many findings are shown; the report has all.
    private static let findingsMax = 5

    /// The lines, each ended by a line break.
    package static func text(_ judgement: Judgement, _ statistics: RunStatistics) -> String {
        let lines =
            verdicts(judgement) + findings(judgement) + numbers(statistics)
            + ["\(judgement.outcome.word.en): \(firstLine(judgement.sentence.en))"]
        return lines.map { $0 + "\n" }.joined()
    }

    private static func verdicts(_ judgement: Judgement) -> [String] {
        let width = judgement.entries.map(\.checker.count).max() ?? 0
        return judgement.entries.map { entry in
            let padding = String(repeating: " ", count: width - entry.checker.count)
            let basis = firstLine(entry.verdict.basis(unit: entry.unit).en)
            return "\(entry.verdict.word) \(entry.checker)\(padding)  \(basis)"
        }
    }

    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map { String($0).singleLine } ?? ""
    }

    private static func findings(_ judgement: Judgement) -> [String] {
        let shown = judgement.leadingFindings(findingsMax).map { checker, finding in
            "  \(finding.subject.singleLine): \(finding.message.en.singleLine) [\(checker)]"
        }
        guard !shown.isEmpty else { return [] }
        let rest = judgement.findingCount - shown.count
        return ["findings:"] + shown + (rest > 0 ? ["  … and \(rest) more in the report"] : [])
    }

    private static func numbers(_ statistics: RunStatistics) -> [String] {
        let counts = statistics.counts
        var lines = [
            "approvals  \(counts.approved) granted of \(counts.submitted) submitted, \(counts.delivered) delivered, "
                + "\(counts.documents) documents, \(counts.duplicates) duplicates, \(counts.deadLetters) dead letters"
        ]
        if let latency = statistics.latency {
            lines.append(
                "latency    p50 \(time(latency.p50)), p95 \(time(latency.p95)), p99 \(time(latency.p99)), max \(time(latency.max))"
            )
        }
        for recovery in statistics.recoveries where recovery.backlog > 0 {
            let lost = recovery.lost > 0 ? ", \(recovery.lost) of them never" : ""
            let end = "gone after \(time(recovery.seconds * 1000))\(lost)"
            lines.append("backlog    \(recovery.backlog) at the end of \(recovery.subject.singleLine), \(end)")
        }
        return lines
    }

    private static func time(_ milliseconds: Double) -> String { Duration.readable(milliseconds: milliseconds) }
}
