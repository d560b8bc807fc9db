import Seams
import Simulators

/// Operators hear of each thing that goes wrong with the integration once, in time, and once that it is over; and of nothing
/// that was not so. Each receiver counts for itself.
package struct AlertsOnce: Checker {
    package static let name = "alerts-once"
    package static let claim = BilingualText(
        "operators are told once of each thing that goes wrong, once that it is over, and of nothing else",
        "每个异常只告警一次，恢复只通知一次，别无其他告警")
    package static let unit = BilingualText("messages that had to be", "条应发告警")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.isHurried ? scenario.operations.map { BilingualText($0.within.unitText) } : nil
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.operations != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        guard let settings = run.record.scenario.operations else { return .undecided(nothing) }
        let story = OperationsStory(run, settings)
        var (findings, examined): ([Finding], Int) = ([], 0)
        for receiver in OperationsStory.Receiver.allCases {
            for trouble in story.troubles {
                let isTold = !story.messages(about: trouble, "firing", to: receiver).isEmpty
                if isTold || story.mustBeTold(trouble, at: story.end) { examined += 1 }
                findings += faults(of: trouble, receiver, story, isHurried: run.record.scenario.isHurried)
            }
        }
        findings += strangers(story)
        findings += story.forged.map { moment in
            Finding(
                subject: "web hook", message: BilingualText("was called with a wrong signature", "签名错误"),
                evidence: [moment.sequence])
        }
        return Verdict(findings, examined: examined, nothing: nothing)
    }

    private static let nothing = BilingualText("nothing went wrong for long enough", "没有持续足够久的异常")

    private static func faults(
        of trouble: OperationsStory.Trouble, _ receiver: OperationsStory.Receiver, _ story: OperationsStory,
        isHurried: Bool
    ) -> [Finding] {
        let told = story.messages(about: trouble, "firing", to: receiver)
        let over = story.messages(about: trouble, "over", to: receiver)
        let evidence = [trouble.began.sequence] + (told + over).map(\.moment.sequence)
        func finding(_ en: String, _ zh: String) -> Finding {
            Finding(
                subject: "\(trouble.rule) \(trouble.subject)",
                message: BilingualText("\(en) (\(receiver.rawValue))", "\(zh)（\(receiver.rawValue)）"),
                evidence: evidence)
        }
        guard let first = told.first else {
            return story.mustBeTold(trouble, at: story.end) ? [finding("nobody was told", "没有告警")] : []
        }
        var findings: [Finding] = []
        if told.count > 1 { findings.append(finding("was told \(told.count) times", "告警 \(told.count) 次")) }
        let late = first.moment.time - story.deadline(trouble)
        if isHurried, late > .zero, story.mustBeTold(trouble, at: story.end) {
            findings.append(finding("was told \(late.reportText) too late", "告警迟到 \(late.reportText)"))
        }
        guard let ended = trouble.ended, let lastCall = story.lastCall(trouble) else {
            return over.isEmpty ? findings : findings + [finding("was told to be over, and is not", "尚未恢复却通知已恢复")]
        }
        if over.contains(where: { $0.moment.time < ended.time }) {
            findings.append(finding("was told to be over before it was", "尚未恢复却通知已恢复"))
        }
        if over.count > told.count {
            findings.append(finding("was told to be over \(over.count) times", "恢复通知 \(over.count) 次"))
        }
        if over.isEmpty, story.end >= lastCall {
            findings.append(finding("nobody was told that it is over", "没有恢复通知"))
        }
        if let last = over.first, isHurried, last.moment.time > lastCall {
            let late = (last.moment.time - lastCall).reportText
            findings.append(finding("was told to be over \(late) too late", "恢复通知迟到 \(late)"))
        }
        return findings
    }

    /// What was told and was not so.
    private static func strangers(_ story: OperationsStory) -> [Finding] {
        story.messages.filter { message in !story.troubles.contains { story.matches(message, $0) } }.map { message in
            Finding(
                subject: "\(message.rule) \(message.subject)",
                message: BilingualText(
                    "was told (\(message.kind)), and was not so (\(message.receiver.rawValue))",
                    "并无此事却发出通知（\(message.kind)，\(message.receiver.rawValue)）"),
                evidence: [message.moment.sequence])
        }
    }
}

extension Scenario {
    /// The operators who want to hear of what goes wrong.
    var operations: OperationsActivity? { activities.lazy.compactMap { $0.activity as? OperationsActivity }.first }
}
