import Seams

/// What somebody changes in DingTalk is in Kingdee in time.
package struct OrganisationInTime: Checker {
    package static let name = "organisation-in-time"
    package static let claim = BilingualText(
        "a change of a person or department in DingTalk is in Kingdee in time", "钉钉通讯录的变动按时出现在金蝶")
    package static let unit = BilingualText("changes", "次变动")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        guard let plan = scenario.organisation, scenario.isHurried else { return nil }
        let texts = [plan.within.map { "max \($0.reportText)" }, plan.withinP99.map { "p99 \($0.reportText)" }]
        let text = texts.compactMap(\.self).joined(separator: ", ")
        return text.isEmpty ? nil : BilingualText(text, text.replacing("max ", with: "最长 "))
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.organisation?.isTimed ?? false }

    package static func check(_ run: RunIndex) -> Verdict {
        guard let plan = run.record.scenario.organisation else { return .undecided(nothing) }
        // Where anything may go wrong, only that it comes at all is promised.
        let isHurried = run.record.scenario.isHurried
        let history = OrganisationHistory(run)
        var latencies: [Duration] = []
        var findings: [Finding] = []
        for change in history.changes {
            guard let latency = latency(of: change, in: history, plan) else {
                findings.append(missing(change, run.end))
                continue
            }
            latencies.append(latency.duration)
            guard isHurried, let within = plan.within, latency.duration > within else { continue }
            findings.append(
                Finding(
                    subject: change.subject,
                    message: BilingualText(
                        "\(change.action) took \(latency.duration.reportText); allowed are \(within.reportText)",
                        "\(change.action) 耗时 \(latency.duration.reportText)；上限 \(within.reportText)"),
                    evidence: [change.moment.sequence] + latency.evidence))
        }
        if isHurried, let bound = plan.withinP99, let p99 = LatencyDistribution(latencies).percentile(99), p99 > bound {
            findings.append(
                Finding(
                    subject: "p99",
                    message: BilingualText(
                        "the 99th percentile is \(p99.reportText); allowed are \(bound.reportText)",
                        "第 99 百分位为 \(p99.reportText)；上限 \(bound.reportText)"), evidence: []))
        }
        return Verdict(findings, examined: latencies.count, nothing: nothing)
    }

    private static let nothing = BilingualText("nobody changed anything in DingTalk", "钉钉通讯录没有任何变动")

    private static func missing(_ change: OrganisationHistory.Change, _ end: Timestamp) -> Finding {
        let waited = (end - change.due).reportText
        return Finding(
            subject: change.subject,
            message: BilingualText(
                "\(change.action) was not in Kingdee \(waited) after it was due, when the run ended",
                "\(change.action) 在应发生 \(waited) 后（运行结束时）仍未出现在金蝶"),
            evidence: [change.moment.sequence])
    }

    private static func latency(
        of change: OrganisationHistory.Change, in history: OrganisationHistory, _ plan: OrganisationPlan
    ) -> (duration: Duration, evidence: [Int])? {
        let later = history.since(change)
        let shown = history.showing(change)
        if let save = shown.first(where: { $0.moment.sequence > change.moment.sequence }) {
            return (save.moment.time - change.due, [save.moment.sequence])
        }
        // Whoever moves and moves back again before anybody wrote is where they should be.
        if let back = later.first(where: { history.isShown($0) }) { return (back.due - change.due, []) }
        // Somebody, or a department, that came and went before anybody saw it leaves no trace.
        let isNew = plan.kingdee == .empty || history.cameAfterTheStart(change)
        let hasCome = later.last?.isGone == true && isNew
        return hasCome && !history.hasTrace(change) ? (.zero, []) : nil
    }
}

extension OrganisationHistory {
    /// Whether the subject came into being during the run.
    fileprivate func cameAfterTheStart(_ change: Change) -> Bool {
        changes.contains {
            $0.subject == change.subject && ["join", "brief", "create-department"].contains($0.action)
        }
    }

    /// Whether Kingdee ever had it.
    fileprivate func hasTrace(_ change: Change) -> Bool {
        change.kind == "employee"
            ? !saves(of: change.subject).isEmpty
            : saves.contains { $0.form == OrganisationHistory.departments && $0.name == change.name }
    }
}
