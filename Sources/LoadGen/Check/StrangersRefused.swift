import Simulators

/// The core tells nothing to a server that stands in a platform's place with a certificate it has no reason to trust.
///
/// That it tried is seen by handshakes that broke off: a core that never called would prove nothing.
package struct StrangersRefused: Checker {
    package static let name = "strangers-refused"
    package static let claim = BilingualText(
        "no call reaches a server in a platform's place whose certificate is not trusted",
        "若平台证书不受信任，集成核心不发送任何请求")
    package static let unit = BilingualText("broken handshakes", "次中断的握手")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.tlsProbes.map { $0.strangerFor > .zero } ?? false
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let records = run.activities(of: TLSProbes.self)
        let visits = records.filter { $0.action == TLSProbes.strangerCame }
        var (findings, broken): ([Finding], Int) = ([], 0)
        for visit in visits {
            let end = records.first {
                $0.action == TLSProbes.strangerLeft && $0.subject == visit.subject
                    && $0.moment.sequence > visit.moment.sequence
            }
            guard let end else { continue }
            let told = run.calls.filter { call in
                call.platform.rawValue == visit.subject
                    && (visit.moment.sequence..<end.moment.sequence).contains(call.arrived.sequence)
            }
            findings += told.map { call in
                Finding(
                    subject: visit.subject,
                    message: BilingualText(
                        "\(call.operation) was sent to a stranger", "\(call.operation) 被发送给了冒充者"),
                    evidence: [visit.moment.sequence, call.arrived.sequence])
            }
            let tries = Int(end.detail["broken-handshakes"] ?? "") ?? 0
            guard tries > 0 || !told.isEmpty else {
                return .undecided(
                    BilingualText(
                        "the core called nobody while a stranger was in the place of \(visit.subject)",
                        "\(visit.subject) 被冒充期间，集成核心没有发起任何连接"))
            }
            broken += tries
        }
        return Verdict(
            findings, examined: broken, nothing: BilingualText("no stranger came, and left again", "没有冒充者出现并离开"))
    }
}
