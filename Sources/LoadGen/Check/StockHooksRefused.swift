import Simulators

/// The hook for moved stock takes genuine calls only: neither forged nor tampered, old nor replayed ones.
package struct StockHooksRefused: Checker {
    package static let name = "stock-hooks-refused"
    package static let claim = BilingualText(
        "no forged, tampered, old or replayed call of the stock hook is accepted, and no genuine one refused",
        "库存回调接口拒绝一切伪造、篡改、过期或重放的请求，且不拒绝真实请求")
    package static let unit = BilingualText("attacks", "次攻击")

    package static func applies(to scenario: Scenario) -> Bool { (scenario.stock?.attacks ?? 0) > 0 }

    package static func check(_ run: RunIndex) -> Verdict {
        let calls = run.activities(of: StockActivity.self).filter { $0.action == "hook" }
        // A genuine call whose reply was lost is repeated, and then rightly refused as a replay.
        let unanswered = Set(
            run.activities(of: StockActivity.self).filter { $0.action == "hook-unanswered" }
                .compactMap { $0.detail["nonce"] })
        var (findings, attacks): ([Finding], Int) = ([], 0)
        for call in calls {
            let (kind, status) = (call.detail["kind"] ?? "", Int(call.detail["status"] ?? "") ?? 0)
            let isTaken = (200..<300).contains(status)
            let isReached = status < 500
            if kind == "genuine" {
                guard !isTaken, isReached, !unanswered.contains(call.detail["nonce"] ?? "") else { continue }
                findings.append(
                    finding(call, "a genuine call was answered \(status)", "真实请求被拒绝（\(status)）"))
            } else if isReached {
                attacks += 1
                guard isTaken else { continue }
                findings.append(
                    finding(call, "a \(kind) call was answered \(status)", "\(kind) 请求被接受（\(status)）"))
            }
        }
        return Verdict(
            findings, examined: attacks,
            nothing: BilingualText("no attack on the hook was answered", "没有任何攻击请求得到应答"))
    }

    private static func finding(_ call: ActivityRecord, _ en: String, _ zh: String) -> Finding {
        Finding(subject: call.subject, message: BilingualText(en, zh), evidence: [call.moment.sequence])
    }
}
