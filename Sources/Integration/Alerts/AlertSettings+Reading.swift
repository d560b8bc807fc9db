import Seams

extension AlertSettings {
    /// Reads `alerts:`; nil when there is no such section.
    init?(in root: inout SettingsSection) {
        guard root.has("alerts") else {
            _ = root.section("alerts")
            return nil
        }
        self.init()
        var section = root.section("alerts")
        section.read("every", into: &every, in: .seconds(1) ... .seconds(600))
        section.read("repeatEvery", into: &repeatEvery, in: .seconds(60) ... .seconds(30 * 86_400))
        section.read("clearFor", into: &clearFor, in: .zero ... .seconds(86_400))
        section.read("language", into: &language)
        section.read("name", into: &name)
        if name.utf8.count > 80 { section.reject("name", "is longer than 80 bytes; shorten it") }
        robot = section.has("robot") ? Robot(section.section("robot")) : AlertSettings.nothing(&section, "robot")
        hook = section.has("hook") ? Hook(section.section("hook")) : AlertSettings.nothing(&section, "hook")
        var list = section.section("rules")
        for rule in AlertRule.allCases {
            rules[rule] = AlertRuleSettings(rule, in: &list)
        }
        list.finish()
        section.finish()
    }

    /// Makes the key known, so that a mistaken one is told its right name.
    private static func nothing<Value>(_ section: inout SettingsSection, _ key: String) -> Value? {
        _ = section.section(key)
        return nil
    }
}

extension AlertSettings.Robot {
    fileprivate init(_ section: SettingsSection) {
        self.init()
        var section = section
        section.read("token", into: &token)
        section.read("secret", into: &secret)
        section.readList("atUsers", into: &atUsers)
        var mobiles: [String] = []
        section.readList("atMobiles", into: &mobiles)
        atMobiles = mobiles.map(Secret.init)
        section.finish()
    }
}

extension AlertSettings.Hook {
    fileprivate init(_ section: SettingsSection) {
        self.init()
        var section = section
        section.readURL("url", into: &url)
        section.read("secret", into: &secret)
        section.finish()
    }

    /// What is wrong with the address, in the words of a mistake; nil when nothing is.
    var problem: String? {
        guard let target = HookTarget(url) else {
            return "alerts.hook.url is '\(url)'; write the receiver's address, such as https://host/alerts"
        }
        let host = target.authority.split(separator: ":").first.map(String.init) ?? ""
        guard target.scheme == "https" || ["127.0.0.1", "localhost"].contains(host) else {
            return "alerts.hook.url goes to \(host) without TLS; write https://…"
        }
        return nil
    }
}

extension AlertRuleSettings {
    /// Reads `alerts.rules.<name>`: `off`, `on`, or a mapping.
    fileprivate init(_ rule: AlertRule, in list: inout SettingsSection) {
        self = rule.defaults
        let key = rule.rawValue
        guard list.has(key) else {
            _ = list.section(key)
            return
        }
        if list.isText(key) {
            switch list.text(key) {
            case "off", "false": isOn = false
            case "on", "true", nil: break
            case let other?: list.reject(key, "is '\(other)'; write on, off, or a mapping such as {for: 1m}")
            }
            return
        }
        var section = list.section(key)
        section.read("for", into: &holdFor, in: .zero ... .seconds(86_400))
        switch rule {
        case .deadLetters, .logInFailures: section.read("above", into: &count, in: 0...1_000_000)
        case .deliveryLag: section.read("above", into: &age, in: .seconds(1) ... .seconds(30 * 86_400))
        case .apiSuccess:
            section.read("below", into: &percent, in: 1...100)
            section.read("minutes", into: &minutes, in: 1...60)
            section.read("calls", into: &callsMin, in: 1...1_000_000)
        case .auditBroken: section.read("every", into: &every, in: .seconds(10) ... .seconds(7 * 86_400))
        case .eventsSilent: section.read("approvals", into: &count, in: 1...1000)
        case .diskLow: section.read("below", into: &mebibytes, in: 1...1_000_000_000)
        case .deadLetter, .decisionNeeded, .breakerOpen, .logInRefused, .conflictHeld, .streamDown, .loopFailing,
            .storeFailing:
            break
        }
        section.finish()
    }
}
