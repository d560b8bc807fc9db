/// At no time does Kingdee have two records of one person or department.
package struct OrganisationNoDuplicates: Checker {
    package static let name = "organisation-no-duplicates"
    package static let claim = BilingualText(
        "no person or department is in Kingdee twice at any time", "任何时刻金蝶中都没有重复的员工或部门")
    package static let unit = BilingualText("records", "条记录")

    package static func applies(to scenario: Scenario) -> Bool { scenario.organisation != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let history = OrganisationHistory(run)
        let gone = Dictionary(history.deletions.map { ("\($0.form) \($0.id)", $0.moment.sequence) }) { first, _ in first
        }
        var findings: [Finding] = []
        var holders: [String: OrganisationHistory.Save] = [:]
        var seen: Set<String> = []
        for save in history.saves {
            seen.insert("\(save.form) \(save.id)")
            let key = "\(save.form) \(save.number)"
            defer { holders[key] = save }
            guard let holder = holders[key], holder.id != save.id,
                gone["\(holder.form) \(holder.id)"].map({ $0 > save.moment.sequence }) ?? true
            else { continue }
            findings.append(
                Finding(
                    subject: save.number,
                    message: BilingualText(
                        "is in Kingdee twice: as \(holder.id) and as \(save.id)",
                        "在金蝶中重复：内码 \(holder.id) 与 \(save.id)"),
                    evidence: [holder.moment.sequence, save.moment.sequence]))
        }
        return Verdict(
            findings, examined: seen.count,
            nothing: BilingualText("nothing was written to Kingdee", "没有向金蝶写入任何记录"))
    }
}
