import Foundation
import Seams
import Testing

@testable import Integration

@Suite struct StockFindingTests {
    private func material(_ number: String, _ safety: Decimal? = 100) -> StockMaterial {
        StockMaterial(organization: "100", number: number, name: "螺丝", safetyStock: safety)
    }

    private func level(_ material: String, _ warehouse: String, _ quantity: Decimal) -> StockLevel {
        StockLevel(organization: "100", material: material, warehouse: warehouse, quantity: quantity)
    }

    private func settings(_ adjust: (inout StockRule) -> Void) -> StockAlertSettings {
        var settings = StockAlertSettings()
        var rule = StockRule(name: "r")
        adjust(&rule)
        settings.rules = [rule]
        return settings
    }

    @Test func sumsAllWarehousesAgainstTheMaterialsOwnSafetyStock() {
        let levels = [level("M1", "CK001", 60), level("M1", "CK002", 39.5), level("M2", "CK001", 1)]
        let findings = settings { _ in }.findings([material("M1"), material("M2", nil)], levels)
        #expect(findings.map(\.quantity) == [99.5])
        #expect(findings[0].isBelow && !findings[0].isRecovered)
    }

    @Test func aMaterialWithoutAnyRowHasNothing() {
        #expect(settings { _ in }.findings([material("M1")], []).map(\.quantity) == [0])
    }

    @Test func exactlyTheSafetyStockIsEnough() {
        let finding = settings { _ in }.findings([material("M1")], [level("M1", "CK001", 100)])[0]
        #expect(!finding.isBelow && finding.isRecovered)
    }

    @Test func looksAtEachWarehouseForItself() {
        let findings = settings { rule in
            rule.scope = .warehouse
            rule.warehouses = ["CK001", "CK009"]
            rule.threshold = 10
        }.findings([material("M1", nil)], [level("M1", "CK001", 10), level("M1", "CK002", 1)])
        #expect(findings.map(\.key.warehouse) == ["CK001", "CK009"])
        #expect(findings.map(\.quantity) == [10, 0])
        #expect(findings.map(\.isBelow) == [false, true])
    }

    @Test func hysteresisWantsMoreThanTheThresholdForARecovery() {
        let settings = settings { $0.hysteresisPercent = 10 }
        let states = [99, 100, 109, 110].map { quantity in
            let finding = settings.findings([material("M1")], [level("M1", "CK001", Decimal(quantity))])[0]
            return "\(finding.isBelow) \(finding.isRecovered)"
        }
        #expect(states == ["true false", "false false", "false false", "false true"])
    }

    @Test(arguments: [(["*"], true), (["M1"], true), (["M*"], true), (["M"], false), (["M2", "N*"], false)])
    func coversMaterialsByNumberOrBeginning(patterns: [String], covers: Bool) {
        var rule = StockRule(name: "r")
        rule.materials = patterns
        #expect(rule.covers("M1") == covers)
    }

    @Test func tellsTheKeeperOfTheWarehouseBesides() {
        var rule = StockRule(name: "r")
        rule.users = ["a"]
        rule.keepers = [
            StockRule.Keeper(warehouse: "CK001", users: ["b", "a"]), StockRule.Keeper(warehouse: "CK002", users: ["c"]),
        ]
        #expect(rule.receivers(of: "CK001") == ["a", "b"])
        #expect(rule.receivers(of: "") == ["a", "b", "c"])
    }

    @Test func theTextEndsWithTheAlertsNumberAndTakesNoNamesFromData() {
        var finding = settings { _ in }.findings([material("M1")], [level("M1", "CK001", 8)])[0]
        finding.name = "{threshold}" + String(repeating: "长", count: 100)
        var settings = StockAlertSettings()
        settings.template = "{material}/{name}/{quantity}/{threshold}/{time}"
        let text = StockText.make(finding, number: "SA1", at: Timestamp(seconds: 1_768_440_600), settings)
        #expect(text.hasPrefix("M1/{threshold}长"))
        #expect(text.hasSuffix("…/8/100/2026-01-15 09:30:00\n编号 SA1"))
        #expect(StockText.unknownNames("{material} {colour}") == ["colour"])
    }

    @Test func knowsTheDayInShanghai() {
        #expect(ShanghaiTime.day(Timestamp(seconds: 1_768_406_399)) == 20_467)  // 2026-01-14 23:59:59
        #expect(ShanghaiTime.day(Timestamp(seconds: 1_768_406_400)) == 20_468)
        #expect(ShanghaiTime.text(ShanghaiTime.midnight(20_468)) == "2026-01-15 00:00:00")
    }
}
