/// Whoever left DingTalk is disabled in Kingdee, and stays so until they come back: a late join never brings them back.
package struct LeaversStayOut: Checker {
    package static let name = "leavers-stay-out"
    package static let claim = BilingualText(
        "whoever left is disabled in Kingdee, never deleted, and not brought back by an older event",
        "离职人员在金蝶被禁用而非删除，且不会被更早的事件恢复")
    package static let unit = BilingualText("leavers", "名离职人员")

    package static func applies(to scenario: Scenario) -> Bool {
        guard let plan = scenario.organisation else { return false }
        return [.leave, .brief, .comeback].contains { (plan.counts[$0] ?? 0) > 0 }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let history = OrganisationHistory(run)
        let deleted = Set(history.deletions.filter { $0.form == OrganisationHistory.employees }.map(\.id))
        let leavers = history.changes.filter { $0.kind == "employee" && $0.isGone }
        var findings: [Finding] = []
        for leaver in leavers {
            // From their return on, which nothing may have been written before, they are no leavers.
            let back = history.since(leaver).first { !$0.isGone }
            let saves = history.saves(of: leaver.subject)
                .filter { $0.moment.sequence < back?.moment.sequence ?? .max }
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
                let late = saves.first(where: { !$0.isForbidden && $0.moment.sequence > disabled.moment.sequence })
            {
                find(BilingualText("left, was disabled, and came back", "离职禁用后又被恢复"), late)
            } else if !last.isForbidden, back == nil {
                find(BilingualText("left, and is still active in Kingdee", "已离职，但在金蝶仍为启用状态"), last)
            }
        }
        findings += returners(leavers, history)
        return Verdict(
            findings, examined: leavers.count, nothing: BilingualText("nobody left", "没有人离职"))
    }

    /// Who came back, and is not allowed in Kingdee again.
    private static func returners(
        _ leavers: [OrganisationHistory.Change], _ history: OrganisationHistory
    ) -> [Finding] {
        Set(leavers.map(\.subject)).sorted().compactMap { subject in
            guard let leaver = leavers.first(where: { $0.subject == subject }),
                let last = history.since(leaver).last, !last.isGone,
                let save = history.saves(of: subject).last, save.isForbidden
            else { return nil }
            return Finding(
                subject: subject,
                message: BilingualText("came back, and is still disabled in Kingdee", "离职后重新入职，但在金蝶仍为禁用状态"),
                evidence: [leaver.moment.sequence, last.moment.sequence, save.moment.sequence].sorted())
        }
    }
}
