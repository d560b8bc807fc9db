import Simulators

/// The share of operations that succeed within the allowed tries. An operation is what the system under test wants done:
/// the calls of one name at one business key, up to the one that succeeds. Calls without a key belong together by name.
package struct OperationSuccessRate: Checker {
    package static let name = "operation-success-rate"
    package static let claim = BilingualText(
        "operations succeed within the allowed tries at the required rate", "业务操作在允许的次数内成功的比例不低于要求")
    package static let unit = BilingualText("operations", "次操作")

    private static let triesStandard = 3

    package static func bound(in scenario: Scenario) -> BilingualText? {
        let tries = scenario.expectations.attemptsMax ?? triesStandard
        return scenario.expectations.operationSuccessRate.map {
            BilingualText("\($0) within \(tries) tries", "\(tries) 次内 \($0)")
        }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.operationSuccessRate != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let nothing = BilingualText("no call reached a platform", "没有任何调用到达平台")
        guard let bound = run.record.scenario.expectations.operationSuccessRate else { return .undecided(nothing) }
        let triesMax = run.record.scenario.expectations.attemptsMax ?? triesStandard
        var open: [String: [CallRecord]] = [:]
        var total = 0
        var failed: [(name: String, calls: [CallRecord])] = []
        for call in run.calls {
            let name = "\(call.platform.rawValue) \(call.operation) \(call.key ?? "")"
            open[name, default: []].append(call)
            guard call.succeeded, let calls = open.removeValue(forKey: name) else { continue }
            total += 1
            if calls.count > triesMax { failed.append((name, calls)) }
        }
        for (name, calls) in open.sorted(by: { $0.key < $1.key }) {
            total += 1
            failed.append((name, calls))
        }
        guard total > 0 else { return .undecided(nothing) }
        let succeeded = total - failed.count
        guard Double(succeeded) < bound * Double(total) else { return .holds(examined: total) }
        return .violated(
            failed.prefix(20).map { name, calls in
                Finding(
                    subject: name,
                    message: BilingualText(
                        "took \(calls.count) tries; \(succeeded) of \(total) operations succeeded within \(triesMax)",
                        "用了 \(calls.count) 次；\(total) 次操作中 \(succeeded) 次在 \(triesMax) 次内成功"),
                    evidence: calls.map(\.arrived.sequence))
            })
    }
}
