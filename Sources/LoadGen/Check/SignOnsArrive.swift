import Seams
import Simulators

/// Everybody who may comes to Kingdee's home page, as himself, in time, and without a password.
package struct SignOnsArrive: Checker {
    package static let name = "sign-ons-arrive"
    package static let claim = BilingualText(
        "everybody who may sign on reaches the home page as himself, in time, without a password",
        "每个有权登录的人都以本人身份按时进入首页，且不需要输入密码")
    package static let unit = BilingualText("sign-ons", "次登录")

    package static func applies(to scenario: Scenario) -> Bool { scenario.signOns != nil }

    package static func bound(in scenario: Scenario) -> BilingualText? {
        scenario.isHurried ? scenario.signOns.map { BilingualText($0.within.unitText) } : nil
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let visits = run.activities(of: SignOns.self).filter { $0.action == "entered" }
        // Where anything may go wrong, people try again until they are in.
        let scenario = run.record.scenario
        let within = scenario.isHurried ? scenario.signOns?.within ?? .seconds(5) : nil
        let findings = visits.compactMap { visit in
            mistake(of: visit, within).map {
                Finding(subject: visit.subject, message: $0, evidence: [visit.moment.sequence])
            }
        }
        return Verdict(
            findings, examined: visits.count,
            nothing: BilingualText("nobody signed on in this run", "本次运行没有任何人登录"))
    }

    private static func mistake(of visit: ActivityRecord, _ within: Duration?) -> BilingualText? {
        let (expected, account) = (visit.detail["expected"] ?? "", visit.detail["account"] ?? "")
        switch visit.detail["ended"] {
        case "home" where account == expected: break
        case "home":
            return BilingualText(
                "entered as '\(account)', expected '\(expected)'", "以 '\(account)' 进入，应为 '\(expected)'")
        case "password": return BilingualText("was asked for a password", "被要求输入密码")
        default:
            let note = ["ended", "status", "reference", "note"].compactMap { visit.detail[$0] }.joined(separator: ", ")
            return BilingualText("did not reach the home page: \(note)", "没有进入首页：\(note)")
        }
        guard let due = visit.detail["due"].flatMap({ Int64($0) }).map(Timestamp.init(nanoseconds:)) else { return nil }
        let took = visit.moment.time - due
        guard let within, took > within else { return nil }
        return BilingualText(
            "took \(took.unitText), allowed \(within.unitText)", "用时 \(took.unitText)，上限 \(within.unitText)")
    }
}

extension Scenario {
    /// The people who sign on; nil without any.
    var signOns: SignOns? { activities.lazy.compactMap { $0.activity as? SignOns }.first }
}
