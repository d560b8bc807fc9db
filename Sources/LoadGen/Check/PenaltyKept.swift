import Seams
import Simulators

/// Once a platform has refused an operation for its rate, no call reaches that operation before the penalty is over:
/// calls that were on their way when the refusal came back do not count.
package struct PenaltyKept: Checker {
    package static let name = "penalty-kept"
    package static let claim = BilingualText(
        "no call reaches a throttled operation within its penalty window", "被限流的接口在处罚时间内不再被调用")
    package static let unit = BilingualText("refusals", "次限流")

    /// Calls that left before the refusal was read.
    private static let underWay = Duration.milliseconds(300)

    package static func bound(in scenario: Scenario) -> BilingualText? {
        penalty(in: scenario).map { BilingualText($0.unitText, $0.unitText) }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.penaltyKept }

    package static func check(_ run: RunIndex) -> Verdict {
        guard let penalty = penalty(in: run.record.scenario) else {
            return .undecided(BilingualText("the scenario has no rate-limit fault", "场景没有限流故障"))
        }
        let rules = Set(
            run.record.scenario.faults.filter { $0.fault is RateLimit }.map(\.id))
        let refused = Set(
            run.record.events.compactMap { event -> Int? in
                guard case .faultFired(let rule, let call?, _) = event.fact, rules.contains(rule) else { return nil }
                return call
            })
        var firstRefusal: [String: Moment] = [:]
        var findings: [Finding] = []
        var examined = 0
        for call in run.calls {
            let operation = "\(call.platform.rawValue) \(call.operation)"
            if let since = firstRefusal[operation] {
                let elapsed = call.arrived.time - since.time
                if elapsed >= penalty {
                    firstRefusal[operation] = nil
                } else if elapsed > underWay {
                    findings.append(
                        Finding(
                            subject: operation,
                            message: BilingualText(
                                "was called \(elapsed.reportText) after its refusal, within the penalty of \(penalty.unitText)",
                                "在限流后 \(elapsed.reportText) 又被调用，处罚时间为 \(penalty.unitText)"),
                            evidence: [since.sequence, call.arrived.sequence]))
                }
            }
            guard refused.contains(call.number), firstRefusal[operation] == nil else { continue }
            firstRefusal[operation] = call.arrived
            examined += 1
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("no call was refused for its rate", "没有任何调用被限流"))
    }

    private static func penalty(in scenario: Scenario) -> Duration? {
        scenario.faults.compactMap { ($0.fault as? RateLimit)?.penalty }.min()
    }
}
