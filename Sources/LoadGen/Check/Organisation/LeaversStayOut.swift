/// Whoever left DingTalk is disabled in Kingdee, and stays so: a late join never brings them back.
package struct LeaversStayOut: Checker {
    package static let name = "leavers-stay-out"
    package static let claim = BilingualText(
        "whoever left is disabled in Kingdee, never deleted, and not brought back by an older event",
        "离职人员在金蝶被禁用而非删除，且不会被更早的事件恢复")
    package static let unit = BilingualText("leavers", "名离职人员")

    package static func applies(to scenario: Scenario) -> Bool {
        guard let plan = scenario.organisation else { return false }
        return (plan.counts[.leave] ?? 0) + (plan.counts[.brief] ?? 0) > 0
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let history = OrganisationHistory(run)
        let deleted = Set(history.deletions.filter { $0.form == OrganisationHistory.employees }.map(\.id))
        let leavers = history.changes.filter { $0.kind == "employee" && $0.isGone }
        var findings: [Finding] = []
        for leaver in leavers {
            let saves = history.saves(of: leaver.subject)
            func find(_ text: BilingualText, _ save: OrganisationHistory.Save) {
                findings.append(
                    Finding(
                        subject: leaver.subject, message: text,
                        evidence: [leaver.moment.sequence, save.moment.sequence]))
            }
            guard let last = saves.last else { continue }
            if saves.contains(where: { deleted.contains($0.id) }) {
                find(BilingualText("left, and was deleted in Kingdee", "离职后在金蝶被删除"), last)
            }
            let disabled = saves.first { $0.isForbidden && $0.moment.sequence > leaver.moment.sequence }
            if let disabled,
                let back = saves.first(where: { !$0.isForbidden && $0.moment.sequence > disabled.moment.sequence })
            {
                find(BilingualText("left, was disabled, and came back", "离职禁用后又被恢复"), back)
            } else if !last.isForbidden {
                find(BilingualText("left, and is still active in Kingdee", "已离职，但在金蝶仍为启用状态"), last)
            }
        }
        return Verdict(
            findings, examined: leavers.count, nothing: BilingualText("nobody left", "没有人离职"))
    }
}
