import Simulators

/// The platforms answered enough of the calls without an error; errors that faults made count too.
package struct APISuccessRate: Checker {
    package static let name = "api-success-rate"
    package static let claim = BilingualText(
        "the platforms answer at least the required share of calls without an error", "平台接口调用成功率不低于要求")
    package static let unit = BilingualText("calls", "次调用")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.apiSuccessRate.map { BilingualText(percent($0), percent($0)) }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.apiSuccessRate != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let nothing = BilingualText("no call reached a platform", "没有任何调用到达平台")
        guard let bound = run.record.scenario.expectations.apiSuccessRate, !run.calls.isEmpty else {
            return .undecided(nothing)
        }
        let succeeded = run.calls.count(where: \.succeeded)
        if Double(succeeded) >= bound * Double(run.calls.count) { return .holds(examined: run.calls.count) }
        let total = Finding(
            subject: "all calls", message: message(succeeded, of: run.calls.count, bound),
            evidence: run.calls.lazy.filter { !$0.succeeded }.prefix(10).map(\.arrived.sequence))
        let worst = run.operationCounts.filter { $0.successRate < bound }.map { counts in
            Finding(
                subject: "\(counts.platform.rawValue) \(counts.operation)",
                message: message(counts.calls - counts.errors - counts.unanswered, of: counts.calls, bound),
                evidence: [])
        }
        return .violated([total] + worst)
    }

    private static func message(_ succeeded: Int, of calls: Int, _ bound: Double) -> BilingualText {
        let rate = percent(Double(succeeded) / Double(max(1, calls)))
        return BilingualText(
            "\(succeeded) of \(calls) calls were answered without an error: \(rate), required are \(percent(bound))",
            "\(calls) 次调用中 \(succeeded) 次成功：\(rate)，要求 \(percent(bound))")
    }

    /// Rounded down, so that a rate just below the bound does not read as the bound.
    private static func percent(_ share: Double) -> String {
        guard share.isFinite, abs(share) < 1e9 else { return "\(share)" }
        let hundredths = Int((share * 10_000 + 1e-6).rounded(.down))
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(abs(hundredths % 100))%"
    }
}
