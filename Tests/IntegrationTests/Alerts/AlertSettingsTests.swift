import Seams
import Testing

@testable import Integration

@Suite struct AlertSettingsTests {
    private func read(_ section: String, _ environment: [String: String] = [:]) throws -> AlertSettings {
        let text = """
            dingtalk: {appKey: dingabc, mode: stream}
            kingdee: {url: "https://t.ik3cloud.com/k3cloud/", acctID: "1", userName: i, authentication: password}
            mapping: [expense.yaml]
            \(section)
            """
        let secrets = ["REHEARSAL_DINGTALK_APP_SECRET": "shh", "REHEARSAL_KINGDEE_PASSWORD": "hush"]
        let configuration = try Configuration.read(
            text, path: "core.yaml", environment: secrets.merging(environment) { $1 })
        return try #require(configuration.alerts)
    }

    private func mistakes(_ section: String) -> String {
        do {
            _ = try read(section)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func readsReceiversAndRules() throws {
        let settings = try read(
            """
            alerts:
              repeatEvery: 2h
              clearFor: 1m
              language: en
              name: production
              robot: {atUsers: [manager1], atMobiles: ["13800138000"]}
              hook: {url: "https://ops.example.com/alerts?team=1"}
              rules:
                dead-letters: {above: 5}
                api-success: {below: 99, minutes: 10, calls: 50, for: 2m}
                conflict-held: off
                delivery-lag: {above: 3m}
            """,
            ["REHEARSAL_ALERT_ROBOT_TOKEN": "abc123", "REHEARSAL_ALERT_HOOK_SECRET": "s3cret"])
        #expect(settings.robot?.token.value == "abc123" && settings.hook?.secret.value == "s3cret")
        #expect(settings[.deadLetters].count == 5 && settings[.apiSuccess].percent == 99)
        #expect(settings[.apiSuccess].holdFor == .seconds(120) && settings[.deliveryLag].age == .seconds(180))
        #expect(!settings[.conflictHeld].isOn && settings[.deadLetter].isOn)
        var dumped = ""
        dump(settings, to: &dumped)
        for secret in ["abc123", "s3cret", "13800138000"] { #expect(!dumped.contains(secret)) }
    }

    @Test func anEmptySectionWatchesWithoutTelling() throws {
        let settings = try read("alerts:")
        #expect(settings.receivers.isEmpty && AlertRule.allCases.allSatisfy { settings[$0].isOn })
    }

    @Test(arguments: [
        ("alerts: {rules: {breaker-opened: off}}", "did you mean 'breaker-open'?"),
        ("alerts: {rules: {something: off}}", "there are api-success, audit-broken, breaker-open, conflict-held"),
        ("alerts: {rules: {breaker-open: maybe}}", "write on, off, or a mapping such as {for: 1m}"),
        ("alerts: {rules: {breaker-open: {above: 3}}}", "unknown key 'alerts.rules.breaker-open.above'"),
        ("alerts: {robots: {}}", "did you mean 'robot'?"),
        ("alerts: {robot: {}}", "set the environment variable REHEARSAL_ALERT_ROBOT_TOKEN"),
        ("alerts: {hook: {url: 'https://a/b'}}", "REHEARSAL_ALERT_HOOK_SECRET"),
        ("alerts: {hook: {url: 'http://ops.example.com/', secret: s}}", "without TLS; write https://"),
        ("alerts: {hook: {secret: s}}", "write the receiver's address"),
        ("alerts: {every: 1ms}", "write a duration"),
    ])
    func namesEachMistake(section: String, expected: String) {
        let message = mistakes(section)
        #expect(message.contains(expected), "\(message)")
    }
}
