import Foundation

/// How many decimals a field keeps, for `IsControlPrecision`.
///
/// On the platform amounts have the precision of the document's currency, quantities that of their unit, and all others
/// at most ten decimals. The fake knows the preset currency alone, with two.
enum FieldPrecision {
    private static let currencyDecimals = 2
    private static let decimalsMax = 10

    /// Why a number has too many decimals for its field; nil when it fits.
    static func refusal(_ value: FieldValue?, _ field: FieldDefinition) -> KingdeeRefusal? {
        guard case .number(let digits)? = value, var number = value?.decimal else { return nil }
        let decimals = isAmount(field.key) ? currencyDecimals : decimalsMax
        var rounded = Decimal()
        NSDecimalRound(&rounded, &number, decimals, .plain)
        return rounded == number ? nil : .tooPrecise(field, digits, decimals)
    }

    private static func isAmount(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["amount", "amt", "amountfor", "debit", "credit"].contains { key.hasSuffix($0) }
    }
}
