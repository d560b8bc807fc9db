import Seams

/// The page's section about a run in virtual time: who sent what to whom, a chart for each story.
enum SwimLaneSection {
    /// What the template needs; empty when the run was not in virtual time or nothing was sent.
    static func context(_ report: RunReport) -> [[String: Any]] {
        guard let interleaving = report.interleaving else { return [] }
        let stories = SwimLaneStory.all(report.judgement, interleaving)
        guard !stories.isEmpty else { return [] }
        let run = report.judgement.run
        return [
            [
                "swimStories": stories.enumerated().map { index, story in
                    context(story, isFirst: index == 0, interleaving, run)
                },
                "swimCommands": report.record.origin.command.map { [$0] } ?? [],
            ]
        ]
    }

    private static func context(
        _ story: SwimLaneStory, isFirst: Bool, _ interleaving: Interleaving, _ run: RunIndex
    ) -> [String: Any] {
        let faults = SwimLaneChart.faults(story, run)
        return [
            "isOpen": isFirst, "isBeginning": story.findings.isEmpty,
            "subjects": story.findings.first.map { [$0.finding.subject] } ?? [],
            "reasons": story.findings.map { ["checker": $0.checker, "message": $0.finding.message] as [String: Any] },
            "hasKeys": !story.keys.isEmpty, "keys": story.keys.prefix(keysMax).map { $0 },
            "swimCharts": ChartFrame.Size.allCases.map { size in
                SwimLaneChart(story, interleaving, run, size).context()
            },
            "faultNames": faults.enumerated().map { index, fault in
                ["hue": index % 6, "rule": fault.rule] as [String: Any]
            },
            "swimRest": SwimLaneWords.leftOut(story).map { [$0] } ?? [], "swimRows": SwimLaneTable.rows(story, run),
        ]
    }

    /// How many keys are named below a chart.
    private static let keysMax = 8
}
