import Simulators

/// No trick gets anybody in: each ends at a page of the gateway that says no.
package struct SignOnTricksRefused: Checker {
    package static let name = "sign-on-tricks-refused"
    package static let claim = BilingualText(
        "replayed, forged, expired and foreign sign-ons end at the gateway's refusal",
        "重放、伪造、过期以及无权的登录都被网关拒绝")
    package static let unit = BilingualText("tricks", "次攻击")

    package static func applies(to scenario: Scenario) -> Bool { scenario.signOns?.hasAttacks == true }

    package static func check(_ run: RunIndex) -> Verdict {
        let attacks = run.activities(of: SignOns.self).filter { $0.action == "attacked" }
        let findings = attacks.filter { $0.detail["ended"] != "refused" }.map { attack in
            let ended = ["ended", "account", "note"].compactMap { attack.detail[$0] }.joined(separator: ", ")
            return Finding(
                subject: attack.subject,
                message: BilingualText("ended otherwise: \(ended)", "结果并非拒绝：\(ended)"),
                evidence: [attack.moment.sequence])
        }
        let tried = Set(attacks.map(\.subject))
        guard findings.isEmpty, let missing = SignOnTrick.allCases.first(where: { !tried.contains($0.rawValue) }) else {
            return Verdict(
                findings, examined: attacks.count, nothing: BilingualText("no trick was tried", "没有尝试任何攻击"))
        }
        return .undecided(
            BilingualText("the trick \(missing.rawValue) was not tried", "没有尝试攻击 \(missing.rawValue)"))
    }
}
