import Foundation
import Mustache
import Seams
import Simulators

/// The report for people: one page that needs nothing else, in English and Chinese.
package enum HTMLReport {
    /// The page.
    ///
    /// - Throws: when one of the page's own templates is broken.
    package static func text(_ report: RunReport) throws -> String {
        try PageTemplates.library().render(context(report), withTemplate: "page") ?? ""
    }

    private static func context(_ report: RunReport) -> [String: Any] {
        let judgement = report.judgement
        let groups = FindingTables.context(judgement)
        var context: [String: Any] = [
            "style": PageStyle.text + PageStyle.swimLanes, "script": PageScript.text,
            "outcome": judgement.outcome.rawValue,
            "name": report.record.scenario.name, "proves": report.record.scenario.proves,
            "seed": String(report.record.scenario.seed.value), "word": judgement.outcome.word,
            "sentence": judgement.sentence, "numbers": KeyNumbers.context(report),
            "entries": judgement.entries.map(entry), "hasFindings": !groups.isEmpty, "groups": groups,
            "latencyCharts": ChartFrame.Size.allCases.map { LatencyChart.context(report, $0) },
            "throughputCharts": ChartFrame.Size.allCases.map { ThroughputChart.context(report, $0) },
            "hasFiles": !report.record.origin.files.isEmpty, "files": report.record.origin.files.map(file),
            "swimLanes": SwimLaneSection.context(report),
            "hasCommand": report.record.origin.command != nil, "command": report.record.origin.command ?? "",
        ]
        context.merge(StatisticsTables.context(report)) { first, _ in first }
        let leftOut = LatencyChart.leftOut(report)
        if leftOut > 0 {
            context["pointsLeftOut"] = BilingualText(
                "\(leftOut) of those in time are left out.", "省略了 \(leftOut) 个按时完成的点。")
        }
        return context
    }

    private static func entry(_ entry: Judgement.Entry) -> [String: Any] {
        let state =
            switch entry.verdict {
            case .holds: "holds"
            case .violated: "violated"
            case .undecided: "undecided"
            }
        return [
            "state": state, "badge": entry.verdict.badge, "checker": entry.checker, "claim": entry.claim,
            "basis": entry.verdict.basis(unit: entry.unit), "bounds": entry.bound.map { [$0] } ?? [],
        ]
    }

    /// A link's address stands in an attribute, so that it must hold nothing but safe ASCII.
    private static func file(_ name: String) -> [String: Any] {
        let safe = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
        return ["file": name, "address": "./" + (name.addingPercentEncoding(withAllowedCharacters: safe) ?? "")]
    }
}
