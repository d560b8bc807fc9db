import Foundation

/// What is watched: one material in one place, by one rule.
struct StockKey: Hashable, Sendable {
    var rule: String
    var organization: String
    var material: String
    /// Empty for the sum over all warehouses.
    var warehouse: String
}

/// A material as its base data shows it.
struct StockMaterial: Hashable, Sendable {
    var organization: String
    var number: String
    var name: String
    /// Nil when it has none.
    var safetyStock: Decimal?
}

/// How much of a material lies in one warehouse: rows of the inventory summed.
struct StockLevel: Hashable, Sendable {
    var organization: String
    var material: String
    var warehouse: String
    var quantity: Decimal
}

/// What a rule says of one material in one place.
struct StockFinding: Hashable, Sendable {
    var key: StockKey
    var name: String
    var quantity: Decimal
    var threshold: Decimal
    /// From this quantity on it counts as recovered.
    var recovery: Decimal

    /// Whether a place that was all right is below its threshold now.
    var isBelow: Bool { quantity < threshold }
    /// Whether a place that was below is all right again.
    var isRecovered: Bool { quantity >= recovery && !isBelow }
}

extension StockAlertSettings {
    /// What the rules say of these materials, with all their levels; in the order of rules, materials and warehouses.
    func findings(_ materials: [StockMaterial], _ levels: [StockLevel]) -> [StockFinding] {
        let byMaterial = Dictionary(grouping: levels) { "\($0.organization)\n\($0.material)" }
        return rules.flatMap { rule in
            materials.filter { rule.covers($0.number) }.flatMap { material -> [StockFinding] in
                guard let threshold = rule.threshold ?? material.safetyStock else { return [] }
                let all = byMaterial["\(material.organization)\n\(material.number)"] ?? []
                return rule.places(all).map { place in
                    StockFinding(
                        key: StockKey(
                            rule: rule.name, organization: material.organization, material: material.number,
                            warehouse: place.warehouse),
                        name: material.name, quantity: place.quantity, threshold: threshold,
                        recovery: rule.recovery(from: threshold))
                }
            }
        }
    }
}

extension StockRule {
    /// The places that the rule looks at, with the sum of each.
    fileprivate func places(_ levels: [StockLevel]) -> [(warehouse: String, quantity: Decimal)] {
        let own = levels.filter { warehouses.isEmpty || warehouses.contains($0.warehouse) }
        guard scope == .warehouse else { return [("", own.reduce(0) { $0 + $1.quantity })] }
        var sums: [String: Decimal] = [:]
        for warehouse in warehouses { sums[warehouse] = 0 }
        for level in own { sums[level.warehouse, default: 0] += level.quantity }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
