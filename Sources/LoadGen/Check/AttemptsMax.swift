/// No write is tried more often than allowed at one business key.
package struct AttemptsMax: Checker {
    package static let name = "attempts-max"
    package static let claim = BilingualText(
        "no write reaches Kingdee more often than allowed for one business key", "同一业务键的写操作到达金蝶的次数不超过上限")
    package static let unit = BilingualText("writes", "项写操作")

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.expectations.attemptsMax.map { BilingualText("\($0)", "\($0)") }
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.attemptsMax != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        let bound = run.record.scenario.expectations.attemptsMax ?? .max
        let attempts = run.writeAttempts
        let findings = attempts.filter { $0.calls.count > bound }.map { write in
            Finding(
                subject: write.key,
                message: BilingualText(
                    "\(write.operation) reached Kingdee \(write.calls.count) times; allowed are \(bound)",
                    "\(write.operation) 到达金蝶 \(write.calls.count) 次；上限 \(bound)"),
                evidence: write.calls.map(\.arrived.sequence))
        }
        return Verdict(
            findings, examined: attempts.count,
            nothing: BilingualText("no write with a business key reached Kingdee", "没有任何带业务键的写操作到达金蝶"))
    }
}
