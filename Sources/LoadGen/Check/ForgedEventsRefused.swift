import Simulators

/// The system acknowledges no event that carries a wrong signature: anybody who knows its address could have sent it.
package struct ForgedEventsRefused: Checker {
    package static let name = "forged-events-refused"
    package static let claim = BilingualText(
        "no event with a wrong signature is acknowledged", "签名错误的事件一律不被确认")
    package static let unit = BilingualText("events with a wrong signature", "个签名错误的事件")

    /// What DingTalk records when a receiver acknowledged such an event.
    static let acceptance = "accepted in spite of a wrong signature"
    /// How the reasons begin that show an answer of the receiver. Others (not sent, no reply) show nothing of it.
    private static let answers = ["HTTP ", "the reply ", "9000"]

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.faults.contains { $0.fault is EventSignatureWrong }
    }

    /// Where a seed drew the fault and it struck nothing, nobody asked for a verdict.
    package static func applies(to run: RunIndex) -> Bool {
        let rules = run.record.scenario.faults.filter { $0.fault is EventSignatureWrong }
        guard !rules.contains(where: { $0.mustFire }) else { return true }
        if case .undecided = check(run) { return false }
        return !rules.isEmpty
    }

    package static func check(_ run: RunIndex) -> Verdict {
        var trace = ForgedEvents(run)
        var (findings, refused): ([Finding], Int) = ([], 0)
        for event in run.record.events {
            guard let outcome = trace.outcome(of: event) else { continue }
            if outcome.reason == acceptance {
                findings.append(finding(outcome, event.sequence))
            } else if answers.contains(where: outcome.reason.hasPrefix) {
                refused += 1
            }
        }
        return Verdict(
            findings, examined: refused,
            nothing: BilingualText(
                "no event with a wrong signature reached the system under test; stream events carry no signature",
                "没有任何签名错误的事件到达被测系统；stream 模式的事件不带签名"))
    }

    private static func finding(_ outcome: ForgedEvents.Outcome, _ sequence: Int) -> Finding {
        Finding(
            subject: outcome.instance ?? outcome.event,
            message: BilingualText(
                "acknowledged event \(outcome.event), attempt \(outcome.attempt), although its signature was wrong",
                "事件 \(outcome.event)（第 \(outcome.attempt) 次）签名错误，却被确认收到"),
            evidence: [outcome.sent, sequence].compactMap(\.self))
    }
}

/// Follows the events that a fault sent with a wrong signature: struck, sent, answered.
private struct ForgedEvents {
    struct Outcome {
        var event: String
        var instance: String?
        var attempt: Int
        var reason: String
        /// The line in the history of the sending.
        var sent: Int?
    }

    private let rules: Set<String>
    private var types: [String: String] = [:]
    /// How often the fault struck a target whose sending is still to come.
    private var struck: [String: Int] = [:]
    /// The sendings under way, by event and attempt.
    private var sent: [String: Int] = [:]

    init(_ run: RunIndex) {
        rules = Set(run.faults.filter { $0.fault == EventSignatureWrong.name }.map(\.rule))
    }

    /// What came of a forged event, once that is known.
    mutating func outcome(of line: HistoryEvent) -> Outcome? {
        switch line.fact {
        case .eventCreated(let event, let type, _): types[event] = type
        case .faultFired(let rule, _, let target) where rules.contains(rule): struck[target, default: 0] += 1
        case .eventSent(let event, let instance, let attempt, "callback", false):
            let target = "\(types[event] ?? "") \(instance ?? event)"
            guard let count = struck[target], count > 0 else { return nil }
            struck[target] = count - 1
            sent["\(event) \(attempt)"] = line.sequence
        case .eventRefused(let event, let instance, let attempt, let reason):
            let sending = sent.removeValue(forKey: "\(event) \(attempt)")
            guard sending != nil || reason == ForgedEventsRefused.acceptance else { return nil }
            return Outcome(event: event, instance: instance, attempt: attempt, reason: reason, sent: sending)
        default: break
        }
        return nil
    }
}
