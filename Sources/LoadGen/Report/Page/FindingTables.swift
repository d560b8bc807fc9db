import Seams
import Simulators

/// The page's findings, by checker, each with the story of what it concerns.
enum FindingTables {
    /// How many findings of a checker are listed; JSON and JUnit have all.
    private static let findingsMax = 50
    /// How many of them come with their story.
    private static let storiesMax = 20

    /// What the template needs.
    static func context(_ judgement: Judgement) -> [[String: Any]] {
        judgement.entries.filter { !$0.verdict.findings.isEmpty }.map { entry in
            let findings = entry.verdict.findings
            var group: [String: Any] = [
                "checker": entry.checker, "claim": entry.claim, "count": findings.count,
                "findings": findings.prefix(findingsMax).enumerated().map { index, finding in
                    context(finding, index, judgement.run)
                },
            ]
            if findings.count > findingsMax {
                let rest = findings.count - findingsMax
                group["groupRest"] = BilingualText("\(rest) more are in report.json.", "其余 \(rest) 个见 report.json。")
            }
            return group
        }
    }

    private static func context(_ finding: Finding, _ index: Int, _ run: RunIndex) -> [String: Any] {
        var context: [String: Any] = [
            "subject": finding.subject, "message": finding.message, "isOpen": index == 0, "hasStory": false,
        ]
        guard index < storiesMax else { return context }
        let story = FindingStory(of: finding, in: run)
        context["hasStory"] = !story.events.isEmpty
        context["lines"] = story.events.map { line($0, story, run) }
        if story.leftOut > 0 {
            context["storyRest"] = BilingualText(
                "\(story.leftOut) more events are in the history.", "其余 \(story.leftOut) 条见历史记录。")
        }
        return context
    }

    private static func line(_ event: HistoryEvent, _ story: FindingStory, _ run: RunIndex) -> [String: Any] {
        [
            "offset": offset(event.time - run.start), "actor": event.fact.actor.text,
            "actorKind": event.fact.actor.rawValue, "what": event.fact.sentence,
            "mark": story.evidence.contains(event.sequence) ? "evidence" : "",
        ]
    }

    /// Seconds since the start of the workload, to the millisecond.
    static func offset(_ duration: Duration) -> String {
        let milliseconds = duration.nanoseconds / 1_000_000
        let digits = String(milliseconds.magnitude % 1000)
        let padded = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(milliseconds < 0 ? "−" : "+")\(milliseconds.magnitude / 1000).\(padded) s"
    }
}
