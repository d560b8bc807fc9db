/// In the end Kingdee holds what DingTalk says of everybody and every department.
package struct OrganisationInStep: Checker {
    package static let name = "organisation-in-step"
    package static let claim = BilingualText(
        "in the end Kingdee holds each person and department once, with DingTalk's fields",
        "结束时金蝶中每个员工、部门各一条，字段与钉钉一致")
    package static let unit = BilingualText("people and departments", "个员工和部门")

    package static func applies(to scenario: Scenario) -> Bool { scenario.organisation != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let records = run.activities(of: OrganisationActivity.self)
        let findings = records.filter { $0.action == "mismatch" }.map { record in
            let what = record.detail["what"] ?? "differs"
            return Finding(
                subject: record.subject, message: BilingualText(what, "不一致：\(what)"),
                evidence: [record.moment.sequence])
        }
        let compared = records.last { $0.action == "compared" }?.detail["records"].flatMap { Int($0) } ?? 0
        return Verdict(
            findings, examined: compared,
            nothing: BilingualText("the platforms were not compared at the end", "结束时未对两个平台进行比对"))
    }
}
