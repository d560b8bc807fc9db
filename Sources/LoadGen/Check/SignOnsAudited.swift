import Simulators

/// Each sign-on, and each refusal, stands in the core's audit log, and no sign-on stands there that nobody saw.
package struct SignOnsAudited: Checker {
    package static let name = "sign-ons-audited"
    package static let claim = BilingualText(
        "each sign-on and each refusal stands in the audit log", "每次登录和每次拒绝都记录在审计日志中")
    package static let unit = BilingualText("sign-ons and refusals", "次登录和拒绝")

    package static func applies(to scenario: Scenario) -> Bool { scenario.signOns != nil }

    /// The log is the built-in core's; another one's is not read.
    package static func applies(to run: RunIndex) -> Bool {
        applies(to: run.record.scenario) && run.activities(of: SignOns.self).contains { $0.action == "log-read" }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let records = run.activities(of: SignOns.self)
        var log = records.filter { $0.action == "audited" }
        var findings: [Finding] = []
        var examined = 0
        for record in records where !["audited", "log-read"].contains(record.action) {
            guard let expected = expectation(of: record) else { continue }
            examined += 1
            if let place = log.firstIndex(where: { expected($0) }) {
                log.remove(at: place)
            } else {
                findings.append(
                    Finding(
                        subject: record.subject,
                        message: BilingualText("does not stand in the audit log", "没有出现在审计日志中"),
                        evidence: [record.moment.sequence]))
            }
        }
        // Whose answer was lost was let in all the same, and tried again.
        let unsure = Set(records.filter { $0.action == "tried" }.compactMap { $0.detail["expected"] })
        for line in log where line.detail["detail"]?.hasPrefix("signed on") == true {
            if unsure.contains(line.detail["account"] ?? "") { continue }
            findings.append(
                Finding(
                    subject: line.subject,
                    message: BilingualText(
                        "the audit log tells of a sign-on that nobody saw", "审计日志中有一次无人见到的登录"),
                    evidence: [line.moment.sequence]))
        }
        return Verdict(
            findings, examined: examined, nothing: BilingualText("nobody signed on in this run", "本次运行没有任何人登录"))
    }

    /// How the line in the log must look; nil for what leaves none.
    private static func expectation(of record: ActivityRecord) -> ((ActivityRecord) -> Bool)? {
        let detail = record.detail
        switch detail["ended"] {
        case "home":
            return { line in
                line.detail["account"] == detail["account"] && line.detail["detail"]?.hasPrefix("signed on") == true
            }
        case "refused":
            // A core that could not work may not have been able to write either.
            if record.action == "tried", Int(detail["status"] ?? "").map({ $0 >= 500 }) == true { return nil }
            return { line in
                guard let reference = detail["reference"] else { return false }
                return line.detail["detail"]?.hasPrefix("refused: ") == true
                    && line.detail["detail"]?.hasSuffix(reference) == true
            }
        default: return nil
        }
    }
}
