import Seams

/// The report as Markdown, for a CI job's summary.
package enum MarkdownSummary {
    /// How many findings are listed; the page has all.
    private static let findingsMax = 20

    /// The Markdown text.
    package static func text(_ report: RunReport) -> String {
        let judgement = report.judgement
        let marks: [Judgement.Outcome: String] = [.passed: "✅", .failed: "❌", .void: "⚠️"]
        var lines = [
            "## \(marks[judgement.outcome] ?? "") \(cell(report.record.scenario.name)): \(judgement.outcome.word.en)",
            "",
            cell(judgement.sentence.en), "", "| | expectation | |", "| --- | --- | --- |",
        ]
        lines += judgement.entries.map { entry in
            "| \(entry.verdict.word) | `\(entry.checker)` \(cell(entry.claim.en))\(entry.bound.map { " (\(cell($0.en)))" } ?? "") "
                + "| \(cell(entry.verdict.basis(unit: entry.unit).en)) |"
        }
        lines += [""] + findings(judgement) + numbers(report.statistics)
        lines += ["Seed \(report.record.scenario.seed.value), \(report.duration.reportText)."]
        if let command = report.record.origin.command { lines += ["", "Repeat it:", "", "    " + command.singleLine] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func findings(_ judgement: Judgement) -> [String] {
        let shown = judgement.leadingFindings(findingsMax).map { checker, finding in
            "- `\(checker)` **\(cell(finding.subject))** \(cell(finding.message.en))"
        }
        guard !shown.isEmpty else { return [] }
        let rest = judgement.findingCount - shown.count
        return ["### Findings", ""] + shown + (rest > 0 ? ["- … and \(rest) more in the report"] : []) + [""]
    }

    private static func numbers(_ statistics: RunStatistics) -> [String] {
        let counts = statistics.counts
        var lines = [
            "| granted | delivered | documents | duplicates | dead letters | p50 | p95 | p99 | max |",
            "| --: | --: | --: | --: | --: | --: | --: | --: | --: |",
        ]
        let times = statistics.latency.map {
            [$0.p50, $0.p95, $0.p99, $0.max].map { Duration.readable(milliseconds: $0) }
        }
        let cells =
            [counts.approved, counts.delivered, counts.documents, counts.duplicates, counts.deadLetters]
            .map(String.init) + (times ?? ["–", "–", "–", "–"])
        lines.append("| " + cells.joined(separator: " | ") + " |")
        return lines + [""]
    }

    /// Text of a history as it may stand in a table's cell: one line, and nothing of it read as Markdown or HTML.
    private static func cell(_ text: String) -> String {
        text.singleLine.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "|", "*", "_", "`", "[", "]", "\\", "#", "~": result += "\\\(character)"
            default: result.append(character)
            }
        }
    }
}
