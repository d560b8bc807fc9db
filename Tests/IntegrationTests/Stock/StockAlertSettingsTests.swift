import Foundation
import Seams
import Testing

@testable import Integration

@Suite struct StockAlertSettingsTests {
    private let base = """
        dingtalk: {appKey: dingabc, appSecret: s, mode: stream, agentID: 42}
        kingdee: {url: https://host/k3cloud/, acctID: a, userName: u, authentication: password, password: p}
        mapping: [expense.yaml]

        """

    private func read(_ text: String, environment: [String: String] = [:]) throws -> Configuration {
        try Configuration.read(base + text, path: "core.yaml", environment: environment)
    }

    private func mistakes(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func isOffUnlessConfigured() throws {
        #expect(try read("").stockAlert == nil)
    }

    @Test func readsRules() throws {
        let settings = try #require(
            try read(
                """
                stockAlert:
                  every: 30s
                  organizations: ["100", "200"]
                  language: en
                  rules:
                    - {name: screws, materials: [M1, "N*"], threshold: 12.5, hysteresis: 10, users: [a], departments: [7]}
                    - name: stores
                      per: warehouse
                      warehouses: [CK001]
                      keepers: {CK001: [k1, k2]}
                """, environment: ["REHEARSAL_STOCK_HOOK_SECRET": "shh"]
            ).stockAlert)
        #expect(settings.every == .seconds(30))
        #expect(settings.hookSecret.value == "shh")
        #expect(settings.rules[0].threshold == 12.5)
        #expect(settings.rules[0].departments == [7])
        #expect(settings.rules[1].scope == .warehouse)
        #expect(settings.rules[1].keepers == [StockRule.Keeper(warehouse: "CK001", users: ["k1", "k2"])])
    }

    @Test(arguments: [
        ("stockAlert: {every: 30s}", "stockAlert.rules is empty; write for example rules:"),
        ("stockAlert: {rules: [{users: [a]}]}", "stockAlert.rules[1].name is missing"),
        ("stockAlert: {rules: [{name: x}]}", "stockAlert.rules[1].users is missing; write users"),
        ("stockAlert: {rules: [{name: x, users: [a]}, {name: x, users: [a]}]}", "'x' is taken by another rule"),
        ("stockAlert: {rules: [{name: x, users: [a], threshold: -1}]}", "threshold is '-1'; write a number"),
        ("stockAlert: {rules: [{name: x, users: [a], treshold: 1}]}", "did you mean 'threshold'?"),
        ("stockAlert: {rules: [{name: x, departments: [sales]}]}", "departments has 'sales'; write department ids"),
        ("stockAlert: {template: '{colour}', rules: [{name: x, users: [a]}]}", "has the unknown name {colour}"),
        ("stockAlert: {rules: x}", "stockAlert.rules should be a list of mappings"),
    ])
    func namesEachMistake(text: String, message: String) {
        #expect(mistakes(text).contains(message), "\(mistakes(text))")
    }

    @Test func wantsTheAgentThatSends() {
        let text = base.replacing(", agentID: 42", with: "") + "stockAlert: {rules: [{name: x, users: [a]}]}"
        #expect(throws: ConfigurationError.self) {
            try Configuration.read(text, path: "core.yaml", environment: [:])
        }
    }
}
