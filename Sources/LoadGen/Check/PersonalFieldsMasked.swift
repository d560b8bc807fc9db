import Simulators

/// Who may not see personal fields sees none of the workload's in any answer of the operator API, and who may see them does.
package struct PersonalFieldsMasked: Checker {
    package static let name = "personal-fields-masked"
    package static let claim = BilingualText(
        "personal fields are masked for viewers and auditors, and shown to operators",
        "手机号、银行账号、身份证号对查看者和审计员脱敏，对操作员可见")
    package static let unit = BilingualText("answers", "次应答")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.key == MaskedFieldsActivity.key }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let answers = run.activities(of: MaskedFieldsActivity.self).filter {
            $0.action == MaskedFieldsActivity.answer && $0.detail["bytes"] != nil
        }
        func shown(_ answer: ActivityRecord) -> [String] {
            (answer.detail["shown"] ?? "").split(separator: " ").map(String.init)
        }
        let masked = answers.filter { $0.detail["sees-all"] != "true" }
        let findings = masked.filter { !shown($0).isEmpty }.map { answer in
            let (role, fields) = (answer.detail["role"] ?? "", shown(answer).prefix(5).joined(separator: ", "))
            return Finding(
                subject: answer.subject,
                message: BilingualText("shows \(fields) to a \(role)", "向 \(role) 显示了 \(fields)"),
                evidence: [answer.moment.sequence])
        }
        // Where nobody is shown anything, masking was not put to the test.
        let tested = Set(answers.filter { $0.detail["sees-all"] == "true" && !shown($0).isEmpty }.map(\.subject))
        let examined = masked.count { tested.contains($0.subject) }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText(
                "no answer that has personal fields was looked at by a viewer", "没有以查看者身份读取到含个人信息的应答"))
    }
}
