import Seams
import Simulators

/// The platforms get no more calls than the scenario grants: in all, for logging in, and in bursts around a fault, where
/// a core without back-off and jitter hammers.
package struct RequestBudget: Checker {
    package static let name = "request-budget"
    package static let claim = BilingualText("the platforms get no more calls than allowed", "对平台的调用不超过预算")
    package static let unit = BilingualText("calls", "次调用")

    /// A finding shows at most so many of the calls that break a bound.
    private static let evidenceMax = 20

    package static func bound(in scenario: Scenario) -> BilingualText? {
        let expectations = scenario.expectations
        let parts = [
            expectations.callsPerApprovalMax.map {
                BilingualText("\(text($0)) calls per approval", "每个审批 \(text($0)) 次调用")
            },
            expectations.logInsMax.map { BilingualText("\($0) log-ins", "登录 \($0) 次") },
            expectations.burstMax.map { BilingualText("\($0) calls in a second of a fault", "故障期间每秒 \($0) 次") },
        ].compactMap(\.self)
        guard !parts.isEmpty else { return nil }
        return BilingualText(parts.map(\.en).joined(separator: ", "), parts.map(\.zh).joined(separator: "，"))
    }

    package static func applies(to scenario: Scenario) -> Bool { bound(in: scenario) != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let expectations = run.record.scenario.expectations
        guard !run.calls.isEmpty else {
            return .undecided(BilingualText("no call reached a platform", "没有任何调用到达平台"))
        }
        let verdicts = [
            expectations.callsPerApprovalMax.map { callsPerApproval($0, in: run) },
            expectations.logInsMax.map { logIns($0, in: run) }, expectations.burstMax.map { bursts($0, in: run) },
        ].compactMap(\.self)
        let findings = verdicts.flatMap(\.findings)
        guard findings.isEmpty else { return .violated(findings) }
        return verdicts.first { !$0.isHeld } ?? .holds(examined: run.calls.count)
    }

    private static func callsPerApproval(_ bound: Double, in run: RunIndex) -> Verdict {
        let approvals = run.instances.count { $0.started != nil }
        guard approvals > 0 else {
            return .undecided(BilingualText("no approval was submitted in this run", "本次运行没有提交任何审批"))
        }
        // Written so that a bound which is no number breaks.
        guard !(Double(run.calls.count) <= bound * Double(approvals)) else { return .holds(examined: run.calls.count) }
        let busiest = run.operationCounts.sorted { ($1.calls, $0.operation) < ($0.calls, $1.operation) }.prefix(3)
        let most = busiest.map { "\($0.platform.rawValue) \($0.operation) \($0.calls)" }.joined(separator: ", ")
        let (calls, rate) = (run.calls.count, text(Double(run.calls.count) / Double(approvals)))
        return .violated([
            Finding(
                subject: "all calls",
                message: BilingualText(
                    "\(calls) calls for \(approvals) approvals: \(rate) for each, allowed are \(text(bound)); most are "
                        + most,
                    "\(approvals) 个审批共 \(calls) 次调用：平均 \(rate) 次，上限 \(text(bound))；最多的是 \(most)"),
                evidence: evidence(run.calls.filter { $0.operation == busiest.first?.operation }))
        ])
    }

    private static func logIns(_ bound: Int, in run: RunIndex) -> Verdict {
        let logIns = run.calls.filter(\.isLogIn)
        guard logIns.count > bound else { return .holds(examined: run.calls.count) }
        let parts = run.operationCounts.filter { LogInOperations.contain($0.operation, of: $0.platform) }
            .map { "\($0.platform.rawValue) \($0.operation) \($0.calls)" }.joined(separator: ", ")
        return .violated([
            Finding(
                subject: "log-ins",
                message: BilingualText(
                    "a token or session was asked for \(logIns.count) times, allowed are \(bound): \(parts)",
                    "共 \(logIns.count) 次请求令牌或会话，上限 \(bound)：\(parts)"),
                evidence: evidence(logIns))
        ])
    }

    private static func bursts(_ bound: Int, in run: RunIndex) -> Verdict {
        let bursts = run.faultBursts
        let findings = bursts.filter { $0.calls.count > bound }.map { burst in
            let after = (burst.from - run.start).reportText
            let causes = burst.causes.joined(separator: ", ")
            return Finding(
                subject: burst.platform.rawValue,
                message: BilingualText(
                    "\(burst.calls.count) calls came within one second, \(after) into the workload, in or just after "
                        + "\(causes); allowed are \(bound)",
                    "负载开始 \(after) 后，在 \(causes) 期间或刚结束时，一秒内到达 \(burst.calls.count) 次调用；上限 \(bound)"),
                evidence: evidence(burst.calls))
        }
        return Verdict(
            findings, examined: bursts.reduce(0) { $0 + $1.calls.count },
            nothing: BilingualText("no call came during a fault or just after one", "故障期间及刚结束时没有任何调用"))
    }

    private static func evidence(_ calls: [CallRecord]) -> [Int] {
        calls.prefix(evidenceMax).map(\.arrived.sequence)
    }

    /// With up to two digits, rounded up, so that a number just above the bound does not read as the bound.
    private static func text(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e9 else { return "\(number)" }
        let hundredths = Int((number * 100 - 1e-6).rounded(.up))
        var digits = (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
        while digits.last == "0" { digits.removeLast() }
        return "\(hundredths / 100)" + (digits.isEmpty ? "" : "." + digits)
    }
}
