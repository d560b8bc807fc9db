/// Nobody is disabled because many are gone at once, or because only Kingdee has them, before a person decided so.
package struct LeavesHeld: Checker {
    package static let name = "leaves-held"
    package static let claim = BilingualText(
        "many who are gone at once, and whom only Kingdee has, are disabled only after a person confirmed it",
        "大批同时消失的人员以及仅金蝶存在的人员，只有经人工确认后才会被禁用")
    package static let unit = BilingualText("people", "名人员")

    package static func applies(to scenario: Scenario) -> Bool {
        guard let plan = scenario.organisation else { return false }
        return plan.vanished + plan.strangers > 0
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let records = run.activities(of: OrganisationActivity.self)
        let history = OrganisationHistory(run)
        let gone = records.filter { $0.action == "vanish" || $0.action == "stranger" }
        let later = Dictionary(grouping: records, by: \.subject)
        var findings: [Finding] = []
        for one in gone {
            func find(_ text: BilingualText, _ evidence: Int?) {
                findings.append(
                    Finding(
                        subject: one.subject, message: text,
                        evidence: [one.moment.sequence] + [evidence].compactMap(\.self)))
            }
            let story = (later[one.subject] ?? []).filter { $0.moment.sequence > one.moment.sequence }
            let saves = history.saves(of: one.subject).filter { $0.moment.sequence > one.moment.sequence }
            let decision = story.first { $0.action == "confirm" || $0.action == "reject" }
            let limit = decision?.action == "confirm" ? decision?.moment.sequence ?? .max : .max
            if let save = saves.first(where: { $0.isFromCall && $0.isForbidden && $0.moment.sequence < limit }) {
                find(BilingualText("was disabled without being confirmed", "未经确认即被禁用"), save.moment.sequence)
            } else if !story.contains(where: { $0.action == "held" }) {
                find(BilingualText("was never held for a person", "从未挂起待人工确认"), nil)
            } else if let decision, decision.action == "confirm", saves.last?.isForbidden != true {
                find(
                    BilingualText("was confirmed, and is still active in Kingdee", "已确认，但在金蝶仍为启用状态"),
                    decision.moment.sequence)
            }
        }
        return Verdict(
            findings, examined: gone.count, nothing: BilingualText("nobody was gone", "没有人消失"))
    }
}
