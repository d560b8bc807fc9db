import Simulators

/// What somebody else entered in Kingdee stays as it is, though it bears the number of an approval's document, or the
/// approval's id.
package struct NamesakesLeftAlone: Checker {
    package static let name = "namesakes-left-alone"
    package static let claim = BilingualText(
        "no document that somebody else entered is taken for an approval's own and changed, submitted, audited or deleted",
        "他人手工录入的同号或同源单据不会被当作审批自己的单据而被修改、提交、审核或删除")
    package static let unit = BilingualText("documents that somebody else entered", "张他人录入的单据")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.key == NamesakesActivity.key }
    }

    /// Where rules may miss, as in one of many seeds, nobody need come across what was entered.
    package static func applies(to run: RunIndex) -> Bool {
        let mayMiss = run.record.scenario.faults.allSatisfy { !$0.mustFire } && !run.record.scenario.faults.isEmpty
        return applies(to: run.record.scenario) && !(mayMiss && check(run) == .undecided(unmet))
    }

    private static let unmet = BilingualText(
        "nobody came across what somebody else had entered", "系统从未遇到他人录入的单据")

    package static func check(_ run: RunIndex) -> Verdict {
        let story = NamesakeStory(run.record.events)
        let documents = story.documents.values.sorted { $0.entered < $1.entered }
        let findings = documents.filter { !$0.touches.isEmpty }.map { document in
            Finding(
                subject: document.number,
                message: BilingualText(
                    "was entered by somebody else"
                        + (document.instance.isEmpty ? "" : " for the approval \(document.instance)")
                        + ", and the system under test went on with it as its own",
                    "由他人录入，却被系统当作自己的单据继续处理"),
                evidence: [document.entered] + document.touches)
        }
        let isMet = !story.held.isEmpty || documents.contains { !$0.meetings.isEmpty }
        guard isMet || !findings.isEmpty || documents.isEmpty else {
            return .undecided(unmet)
        }
        return Verdict(
            findings, examined: documents.count,
            nothing: BilingualText("nobody entered a document", "没有人录入单据"))
    }
}
