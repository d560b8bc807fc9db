import Seams
import Simulators

/// While one Yida application or form cannot be read, forms of all others become documents as fast as ever.
package struct YidaFormsApart: Checker {
    package static let name = "yida-forms-apart"
    package static let claim = BilingualText(
        "while one application or form is shut, each form of the others has its audited document within 10 s",
        "某个应用或表单不可用期间，其余表单都在 10 秒内生成已审核的单据")
    package static let unit = BilingualText("forms of others", "张其他表单")

    /// Longer than two listings, two looks at the margin, and the work on a document.
    private static let bound = Duration.seconds(10)

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { ($0.activity as? YidaActivity).map { !$0.troubles.isEmpty } ?? false }
    }

    /// Not where a swarm draws when forms are filled in, and may hold anybody up.
    package static func applies(to run: RunIndex) -> Bool {
        applies(to: run.record.scenario) && !run.record.scenario.faults.contains { $0.id.hasPrefix("swarm-") }
    }

    /// A time in which something was shut.
    private struct Period {
        var subject: String
        var shut: Moment
        var opened: Moment
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let facts = run.activities.filter { $0.name == YidaActivity.key }
        let opened = facts.filter { $0.action == "opened" }
        let periods = facts.filter { $0.action == "shut" }.compactMap { shut in
            opened.first { $0.subject == shut.subject && $0.moment.sequence > shut.moment.sequence }.map {
                Period(subject: shut.subject, shut: shut.moment, opened: $0.moment)
            }
        }
        var (findings, examined): ([Finding], Int) = ([], 0)
        var isShutMissed: [Bool] = Array(repeating: true, count: periods.count)
        for form in facts where form.action == "form" {
            guard let instance = run.instance(form.subject), instance.needsDocument, let finished = instance.finished
            else { continue }
            let places = [form.detail["form"], form.detail["application"]].compactMap(\.self)
            let during = periods.indices.filter { index in
                (periods[index].shut.time...periods[index].opened.time).contains(finished.time)
            }
            for index in during where places.contains(periods[index].subject) { isShutMissed[index] = false }
            let isApart = during.allSatisfy { !places.contains(periods[$0].subject) }
            guard isApart,
                let period = during.map({ periods[$0] }).first(where: { $0.opened.time - finished.time > bound })
            else { continue }
            examined += 1
            if let audited = run.audited(instance), audited.time - finished.time <= bound { continue }
            findings.append(
                Finding(
                    subject: form.subject,
                    message: BilingualText(
                        "was not a document within \(bound.reportText) while \(period.subject) was shut",
                        "在 \(period.subject) 不可用期间，\(bound.reportText) 内未生成单据"),
                    evidence: [period.shut.sequence, finished.sequence]))
        }
        let nothing = BilingualText(
            "no form of another application or form was filled in while one was shut",
            "某个应用或表单不可用期间，没有其他表单被填写")
        if findings.isEmpty, let index = isShutMissed.firstIndex(of: true) {
            return .undecided(
                BilingualText(
                    "no form of \(periods[index].subject) was filled in while it was shut",
                    "\(periods[index].subject) 不可用期间没有表单被填写"))
        }
        return Verdict(findings, examined: examined, nothing: nothing)
    }
}
