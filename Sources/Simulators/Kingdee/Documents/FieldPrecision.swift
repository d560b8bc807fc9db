import Foundation

/// How many decimals a field keeps. What has more is rounded, or refused where `IsControlPrecision` asks for it.
///
/// A form's file may say how many. Where it does not, what was sent is kept; `IsControlPrecision` then goes by what the
/// platform does: amounts have the precision of the document's currency, which is two for the preset one, and all others
/// at most ten decimals.
enum FieldPrecision {
    private static let currencyDecimals = 2
    private static let decimalsMax = 10

    /// Why a number has too many decimals for its field; nil when it fits.
    static func refusal(_ value: FieldValue?, _ field: FieldDefinition) -> KingdeeRefusal? {
        guard case .number(let digits)? = value else { return nil }
        let decimals = field.scale ?? (isAmount(field.key) ? currencyDecimals : decimalsMax)
        return rounded(value, to: decimals) == nil ? nil : .tooPrecise(field, digits, decimals)
    }

    /// The value as the field stores it.
    static func stored(_ value: FieldValue?, _ field: FieldDefinition) -> FieldValue? {
        field.scale.flatMap { rounded(value, to: $0) } ?? value
    }

    /// A number with fewer decimals; nil when it has no more than that, or is none.
    private static func rounded(_ value: FieldValue?, to decimals: Int) -> FieldValue? {
        guard var number = value?.decimal, number.isFinite else { return nil }
        var rounded = Decimal()
        NSDecimalRound(&rounded, &number, decimals, .plain)
        return rounded == number ? nil : .number("\(rounded)")
    }

    private static func isAmount(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["amount", "amt", "amountfor", "debit", "credit"].contains { key.hasSuffix($0) }
    }
}
