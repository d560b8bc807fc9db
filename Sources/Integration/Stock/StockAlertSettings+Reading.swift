import Foundation
import Seams

extension StockAlertSettings {
    /// Reads `stockAlert:`; nil when there is no such section.
    init?(in root: inout SettingsSection) {
        guard root.has("stockAlert") else {
            _ = root.section("stockAlert")
            return nil
        }
        self.init()
        var section = root.section("stockAlert")
        section.read("every", into: &every, in: .seconds(1) ... .seconds(86_400))
        section.read("materialsPerPage", into: &materialsPerPage, in: 1...2000)
        section.readList("organizations", into: &organizations)
        section.read("quantity", into: &quantityField)
        section.read("filter", into: &filter)
        section.read("language", into: &language)
        template = section.text("template")
        section.read("overMidnight", into: &overMidnight)
        section.read("verify", into: &verifies)
        section.read("hookSecret", into: &hookSecret)
        section.read("hookWindow", into: &hookWindow, in: .seconds(1) ... .seconds(3600))
        for name in template.map(StockText.unknownNames) ?? [] {
            section.reject(
                "template", "has the unknown name {\(name)}; there are \(StockText.names.joined(separator: ", "))")
        }
        if let template, template.utf8.count > StockText.templateBytesMax {
            section.reject("template", "is longer than \(StockText.templateBytesMax) bytes; shorten it")
        }
        for var rule in section.sections("rules") {
            let read = StockRule(&rule)
            if rules.contains(where: { $0.name == read.name }) {
                rule.reject("name", "'\(read.name)' is taken by another rule; choose another")
            }
            rules.append(read)
        }
        if rules.isEmpty {
            section.reject("rules", "is empty; write for example rules: [{name: all, users: [manager4220]}]")
        }
        section.finish()
    }
}

extension StockRule {
    /// Reads one element of `stockAlert.rules`.
    fileprivate init(_ section: inout SettingsSection) {
        self.init(name: "")
        section.read("name", into: &name)
        section.readList("materials", into: &materials)
        section.readList("warehouses", into: &warehouses)
        section.read("per", into: &scope)
        section.read("hysteresis", into: &hysteresisPercent, in: 0...1000)
        section.readList("users", into: &users)
        if let text = section.text("threshold") {
            threshold = DecimalText.plain(text)
            if threshold.map({ $0 < 0 }) ?? true {
                section.reject("threshold", "is '\(text)'; write a number such as 50, or leave it out")
            }
        }
        var texts: [String] = []
        section.readList("departments", into: &texts)
        departments = texts.compactMap { text in
            if Int64(text) == nil { section.reject("departments", "has '\(text)'; write department ids such as 1") }
            return Int64(text)
        }
        var keepers = section.section("keepers")
        self.keepers = keepers.keys.map { warehouse in
            var users: [String] = []
            keepers.readList(warehouse, into: &users)
            return Keeper(warehouse: warehouse, users: users)
        }
        checkReceivers(section)
        if name.isEmpty { section.reject("name", "is missing; name the rule, for example name: raw-materials") }
        section.finish()
    }

    private func checkReceivers(_ section: SettingsSection) {
        if users.isEmpty, departments.isEmpty, keepers.isEmpty {
            section.reject("users", "is missing; write users, departments or keepers to tell")
        }
        if users.count + (keepers.map(\.users.count).max() ?? 0) > 100 {
            section.reject("users", "has more than 100 userids, which one message cannot have; name a department")
        }
        if departments.count > 20 {
            section.reject("departments", "has more than 20, which one message cannot have; write two rules")
        }
        let listed = keepers.map(\.warehouse)
        if users.isEmpty, departments.isEmpty, scope == .warehouse {
            for warehouse in warehouses where !listed.contains(warehouse) {
                section.reject("keepers", "has nobody for warehouse \(warehouse); add users, or a keeper")
            }
        }
    }
}
