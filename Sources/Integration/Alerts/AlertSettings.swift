/// Whom operators' alerts reach, and what for.
package struct AlertSettings: Hashable, Sendable {
    /// A custom robot of a DingTalk group (自定义机器人).
    package struct Robot: Hashable, Sendable {
        /// The `access_token` of its web hook: `REHEARSAL_ALERT_ROBOT_TOKEN`. It is a secret: who has it can write.
        package var token = Secret("")
        /// The key of its signature (`SEC…`): `REHEARSAL_ALERT_ROBOT_SECRET`. Empty when the robot is protected otherwise.
        package var secret = Secret("")
        /// People to mention, by userid.
        package var atUsers: [String] = []
        /// People to mention, by mobile number. Personal: sent to the robot, and shown nowhere else.
        package var atMobiles: [Secret] = []

        package init() {}
    }

    /// Any system that takes JSON.
    package struct Hook: Hashable, Sendable {
        package var url = ""
        /// What requests are signed with: `REHEARSAL_ALERT_HOOK_SECRET`.
        package var secret = Secret("")

        package init() {}
    }

    /// How often the rules are looked at, 1s ... 10m.
    package var every = Duration.seconds(5)
    /// How often an alert is repeated that is not over, 1m ... 30d.
    package var repeatEvery = Duration.seconds(4 * 3600)
    /// How long the condition must be gone before an alert is over, 0s ... 24h. Doubled for each time the same alert came
    /// back within an hour, so that what comes and goes does not flood anybody.
    package var clearFor = Duration.seconds(30)
    package var language = StockAlertSettings.Language.chinese
    /// Which installation this is, shown in each message; empty shows nothing.
    package var name = ""
    package var robot: Robot?
    package var hook: Hook?
    package var rules: [AlertRule: AlertRuleSettings] = [:]

    package init() {}

    package subscript(rule: AlertRule) -> AlertRuleSettings { rules[rule] ?? rule.defaults }

    /// The receivers there are.
    var receivers: [AlertReceiver] {
        (robot == nil ? [] : [.robot]) + (hook == nil ? [] : [.hook])
    }
}

/// Where messages go.
enum AlertReceiver: String, CaseIterable, Sendable {
    case robot, hook
}
