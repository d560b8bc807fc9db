import Seams

extension FaultRule {
    /// The members of a rule that belong to the engine; every other one is a setting of its fault.
    package static let ownMembers = [
        "fault", "name", "on", "operations", "forms", "key", "probability", "attempts", "link", "at", "for",
        "must-fire",
    ]

    /// Reads a rule from scalar texts by name, as a scenario file or the control API gives them.
    ///
    /// `on` is `dingtalk`, `kingdee`, or one of them with an operation: `kingdee.Save`. Several operations or forms are
    /// separated by commas.
    ///
    /// - Throws: `SettingError` naming the member.
    package init(_ members: [String: String], index: Int) throws(SettingError) {
        var own = FaultSettings(members.filter { FaultRule.ownMembers.contains($0.key) })
        guard let name = own.text("fault") else {
            throw SettingError(setting: "fault", message: "is missing; write for example fault: lost-after-commit")
        }
        let fault = try FaultCatalog.make(name, members.filter { !FaultRule.ownMembers.contains($0.key) })
        let aim = try FaultAim(&own, for: fault)
        let from = try own.duration("at", default: .zero)
        let length = try own.duration("for", default: .zero)
        self.init(
            id: own.text("name") ?? "\(index + 1)-\(name)", fault: fault, aim: aim, from: from,
            until: length > .zero ? from + length : nil)
        mustFire = try own.boolean("must-fire", default: true)
        source = members
    }
}

extension FaultAim {
    fileprivate init(_ own: inout FaultSettings, for fault: any Fault) throws(SettingError) {
        self.init()
        if let target = own.text("on") {
            let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
            guard let first = parts.first, let platform = Platform(rawValue: first) else {
                throw SettingError(
                    setting: "on",
                    message: "'\(target)' is neither dingtalk nor kingdee, nor one of them with an operation")
            }
            self.platform = platform
            operations = Array(parts.dropFirst())
        }
        operations += FaultAim.list(own.text("operations"))
        forms = FaultAim.list(own.text("forms"))
        key = own.text("key")
        if let text = own.text("probability") {
            guard let value = Double(text), (0...1).contains(value) else {
                throw SettingError(setting: "probability", message: "'\(text)' is no number from 0 to 1")
            }
            probability = value
        }
        let attempts = try own.integer("attempts", default: 0, in: 0...1_000_000)
        self.attempts = attempts > 0 ? attempts : nil
        link = own.text("link")
        if fault is any LinkFault {
            guard let link, ["dingtalk", "kingdee", "core"].contains(link) else {
                throw SettingError(
                    setting: "link",
                    message: "says which link: dingtalk, kingdee, or core (DingTalk's callbacks to the core)")
            }
        }
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
    }
}

extension FaultPlan {
    /// Reads a plan from the control API: `{"seed":7,"rules":[{"fault":"delay","on":"kingdee.Save","by":"2s"}]}`.
    ///
    /// - Throws: `ControlError` with the rule's number.
    package init(control body: JSON) throws {
        let seed = body["seed"]?.integer.map { Seed(UInt64(bitPattern: $0)) } ?? Seed(0)
        guard let rules = body["rules"]?.array else {
            throw ControlError("send {\"rules\":[{\"fault\":\"delay\",\"on\":\"kingdee.Save\",\"by\":\"2s\"}]}")
        }
        self.init(
            seed: seed,
            rules: try rules.enumerated().map { index, rule in
                guard let members = rule.members else { throw ControlError("rule \(index + 1) is no object") }
                let texts = members.compactMap { member in member.value.scalarText.map { (member.key, $0) } }
                do {
                    let rule = try FaultRule(Dictionary(texts) { first, _ in first }, index: index)
                    if let mistake = rule.mistakeOfFreeStanding() { throw mistake }
                    return rule
                } catch {
                    throw ControlError("rule \(index + 1): \(error)")
                }
            })
    }
}
