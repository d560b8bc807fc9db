import Seams

/// The page's section about a run in virtual time: who sent what to whom, a chart for each story.
enum SwimLaneSection {
    /// What the template needs; empty when the run was not in virtual time or nothing was sent.
    static func context(_ report: RunReport) -> [[String: Any]] {
        guard let interleaving = report.interleaving else { return [] }
        let stories = SwimLaneStory.all(report.judgement, interleaving)
        guard !stories.isEmpty else { return [] }
        let run = report.judgement.run
        let hasFindings = report.judgement.findingCount > 0
        return [
            [
                "swimUntold": hasFindings && stories.allSatisfy(\.findings.isEmpty),
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
            "hasFaultNames": !faults.isEmpty,
            "faultRest": faultsLeftOut(faults.count - SwimLaneFault.faultsMax),
            "faultNames": faults.prefix(SwimLaneFault.faultsMax).enumerated().map { index, fault in
                ["hue": index % 6, "rule": fault.rule] as [String: Any]
            },
            "swimRest": SwimLaneWords.leftOut(story).map { [$0] } ?? [], "swimRows": SwimLaneTable.rows(story, run),
        ]
    }

    private static func faultsLeftOut(_ count: Int) -> [BilingualText] {
        count > 0 ? [BilingualText("and \(count) more, see below", "另有 \(count) 个，见下文")] : []
    }

    /// How many keys are named below a chart.
    private static let keysMax = 8
}
