import Seams
import Simulators

/// Each document is made by a mapping that was in force: the old one before the file was changed, the new one once it had
/// time to be read, and never a wrong one.
package struct MappingVersions: Checker {
    package static let name = "mapping-versions"
    package static let claim = BilingualText(
        "each document is made by the mapping in force: a wrong file changes nothing, a right one soon counts",
        "每张单据按当时生效的映射生成：写错的文件不起作用，改对的文件很快生效")
    package static let unit = BilingualText("documents", "张单据")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.mappingChanges.map { BilingualText($0.within.unitText) }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.mappingChanges != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let nothing = BilingualText(
            "no document was made before the change, or none after it", "变更之前或之后没有生成任何单据")
        guard let plan = run.record.scenario.mappingChanges,
            let put = run.activities(of: MappingChanges.self).first(where: { $0.action == MappingChanges.put })
        else { return .undecided(nothing) }
        let hindrances = hindrances(run)
        let field = ContentPath("FExpenseDeptID.FNumber")
        var findings: [Finding] = []
        var (before, after, examined) = (0, 0, 0)
        for document in run.documents where document.isLive {
            guard let instance = document.instance.map({ run.instances[$0] }), let claim = run.claim(of: instance),
                let finished = instance.finished
            else { continue }
            examined += 1
            let found = field.values(in: document.content ?? .null).first?.scalarText ?? ""
            let old = claim.costDepartment.number
            let new = put.detail[old] ?? old
            var allowed = [old, new]
            if document.created.sequence < put.moment.sequence {
                (before, allowed) = (before + 1, [old])
            } else if finished.time - put.moment.time - lost(hindrances, from: put.moment.time, to: finished.time)
                >= plan.within + run.record.scenario.clockJumps
            {
                (after, allowed) = (after + 1, [new])
            }
            guard !allowed.contains(found) else { continue }
            let wanted = allowed.joined(separator: " or ")
            findings.append(
                Finding(
                    subject: instance.id,
                    message: BilingualText(
                        "document \(document.label) has the department \(found); by the mapping in force it is \(wanted)",
                        "单据 \(document.label) 的部门为 \(found)；按当时生效的映射应为 \(wanted)"),
                    evidence: [put.moment.sequence, document.created.sequence]))
        }
        // Where something kept the system under test from looking at files, there may be none of either.
        guard before > 0 && after > 0 || !hindrances.isEmpty && examined > 0 else { return .undecided(nothing) }
        return Verdict(findings, examined: examined, nothing: nothing)
    }

    /// The times in which nobody can look at a file, or note what stands in it: the process is away, or its disk full.
    private static func hindrances(_ run: RunIndex) -> [(from: Timestamp, until: Timestamp)] {
        let windows = run.faults.filter { $0.fault == DiskFull.name }.flatMap(\.windows)
        let spans =
            windows.map { ($0.from.time, $0.until?.time ?? run.end) }
            + run.outages.map { ($0.from.time, $0.until?.time ?? run.end) }
        return spans.sorted { $0.0 < $1.0 }.map { (from: $0.0, until: $0.1) }
    }

    /// How much of a span they take, what overlaps once.
    private static func lost(
        _ hindrances: [(from: Timestamp, until: Timestamp)], from start: Timestamp, to end: Timestamp
    ) -> Duration {
        var (sum, counted) = (Duration.zero, start)
        for span in hindrances {
            let (from, until) = (max(span.from, counted), min(span.until, end))
            guard from < until else { continue }
            sum += until - from
            counted = until
        }
        return sum
    }
}

extension Scenario {
    /// How mappings change in the scenario; nil when they do not.
    var mappingChanges: MappingChanges? {
        activities.lazy.compactMap { $0.activity as? MappingChanges }.first
    }
}
