import Seams
import Simulators

/// The core's port agrees to TLS 1.3, and to nothing below.
package struct OldTLSRefused: Checker {
    package static let name = "old-tls-refused"
    package static let claim = BilingualText(
        "the core's port agrees to TLS 1.3, and refuses 1.0, 1.1, 1.2 and calls without TLS",
        "集成核心的端口接受 TLS 1.3，拒绝 1.0、1.1、1.2 以及不加密的请求")
    package static let unit = BilingualText("handshakes", "次握手")

    package static func applies(to scenario: Scenario) -> Bool { scenario.tlsProbes != nil }

    private static let kinds = TLSProbe.Version.allCases.map(\.rawValue) + [TLSProbes.plain]

    package static func check(_ run: RunIndex) -> Verdict {
        // One that reached nobody says nothing: the core may have been down.
        let probes = run.activities(of: TLSProbes.self)
            .filter { $0.action == TLSProbes.probe && ["agreed", "refused"].contains($0.detail["outcome"]) }
        let findings = probes.filter { isAgreed($0) != ($0.subject == TLSProbe.Version.tls13.rawValue) }.map { probe in
            let reason = probe.detail["reason"].map { ": \($0)" } ?? ""
            return Finding(
                subject: probe.subject,
                message: isAgreed(probe)
                    ? BilingualText("was agreed to", "被接受") : BilingualText("was refused\(reason)", "被拒绝\(reason)"),
                evidence: [probe.moment.sequence])
        }
        let tried = Set(probes.map(\.subject))
        guard findings.isEmpty, let missing = kinds.first(where: { !tried.contains($0) }) else {
            return Verdict(
                findings, examined: probes.count, nothing: BilingualText("nothing was tried", "没有任何尝试"))
        }
        return .undecided(BilingualText("\(missing) was not tried", "没有尝试 \(missing)"))
    }

    private static func isAgreed(_ probe: ActivityRecord) -> Bool { probe.detail["outcome"] == "agreed" }
}

extension Scenario {
    /// The tries at the core's port; nil when the scenario has none.
    var tlsProbes: TLSProbes? { activities.lazy.compactMap { $0.activity as? TLSProbes }.first }
}
