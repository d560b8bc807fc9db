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
            } else if finished.time >= put.moment.time + plan.within {
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
        guard before > 0, after > 0 else { return .undecided(nothing) }
        return Verdict(findings, examined: examined, nothing: nothing)
    }
}

extension Scenario {
    /// How mappings change in the scenario; nil when they do not.
    var mappingChanges: MappingChanges? {
        activities.lazy.compactMap { $0.activity as? MappingChanges }.first
    }
}
