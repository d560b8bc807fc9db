/// The dead-letter list holds as many items as expected, and each for an approval that could not be mapped.
package struct DeadLetters: Checker {
    package static let name = "dead-letters"
    package static let claim = BilingualText(
        "only approvals that cannot be mapped become dead letters, and as many as expected",
        "只有无法映射的审批进入死信，且数量符合预期")
    package static let unit = BilingualText("approvals", "个审批")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.deadLetters.map { BilingualText("\($0)", "\($0)") }
    }

    /// Other people's cores do not report dead letters: expecting none of them would check nothing.
    package static func applies(to scenario: Scenario) -> Bool {
        guard let count = scenario.expectations.deadLetters else { return false }
        return scenario.system.isBuiltIn || count > 0
    }

    /// Where nobody asks for approvals, there is none that could become a dead letter.
    package static func applies(to run: RunIndex) -> Bool {
        applies(to: run.record.scenario) && run.record.scenario.workload.approvals > 0
    }

    package static func check(_ run: RunIndex) -> Verdict {
        guard let expected = run.record.scenario.expectations.deadLetters, run.approvedCount > 0 else {
            return .undecided(.noApproval)
        }
        let letters = run.deadLetters
        var findings = letters.filter { !(run.instance($0.instance)?.isPoisoned ?? false) }.map(unexpected)
        if letters.count != expected {
            findings.append(
                Finding(
                    subject: "dead letters",
                    message: BilingualText(
                        "there were \(letters.count) instead of \(expected)", "共 \(letters.count) 条，应为 \(expected) 条"),
                    evidence: letters.map(\.reported.sequence)))
        }
        return Verdict(findings, examined: run.approvedCount, nothing: .noApproval)
    }

    private static func unexpected(_ letter: DeadLetterRecord) -> Finding {
        Finding(
            subject: letter.instance.isEmpty ? letter.key : letter.instance,
            message: BilingualText(
                "became a dead letter although it can be mapped: \(letter.reason)", "本可映射，却进入死信：\(letter.reason)"),
            evidence: [letter.reported.sequence])
    }
}
