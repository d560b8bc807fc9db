import Foundation

/// Numbers in forms: decimal text, never through binary floating point.
enum FormNumber {
    /// The text itself, when it is a number without separators.
    static func checked(_ text: String, of component: FormComponent) throws(FormMistake) -> String {
        guard isDecimal(text) else { throw mistake(component) }
        return text
    }

    /// The number with thousand separators, as computed components read back: `1,000.50`.
    static func grouped(_ text: String, of component: FormComponent) throws(FormMistake) -> String {
        let plain = text.replacing(",", with: "")
        guard isDecimal(plain) else { throw mistake(component) }
        return grouped(plain)
    }

    /// A decimal text with thousand separators.
    static func grouped(_ plain: String) -> String {
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isNegative = plain.hasPrefix("-")
        let whole = Array(parts[0].drop { $0 == "-" })
        var digits = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { digits.append(",") }
            digits.append(digit)
        }
        return (isNegative ? "-" : "") + digits + (parts.count > 1 ? ".\(parts[1])" : "")
    }

    static func isDecimal(_ text: String) -> Bool {
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.count - text.drop(while: { $0 == "-" }).count <= 1, text.count <= 40 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }

    private static func mistake(_ component: FormComponent) -> FormMistake {
        .malformed(component: component.id, expected: "a decimal number such as 1234.56")
    }
}

/// What the app computes for a total that nobody filled: the sum of the money in the form's tables.
struct FormTotal {
    /// The sum with thousand separators and at least two decimals, or nil when no table holds money.
    let text: String?

    init(of template: ProcessTemplate, _ filled: [String: SubmittedValue]) throws(FormMistake) {
        var amounts: [Decimal] = []
        for table in template.components where table.type == "TableField" {
            guard let value = filled[table.id] else { continue }
            let columns = table.children.filter { $0.type == "MoneyField" }.flatMap { [$0.id, $0.label] }
            for cell in try FormReader.rows(value.value, of: table).joined() where columns.contains(cell.id) {
                if let amount = Decimal(string: cell.value) { amounts.append(amount) }
            }
        }
        guard !amounts.isEmpty else {
            text = nil
            return
        }
        text = FormNumber.grouped(FormTotal.withTwoDecimals(amounts.reduce(0, +).description))
    }

    private static func withTwoDecimals(_ number: String) -> String {
        let decimals = number.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
        return number + (decimals == 0 ? "." : "") + String(repeating: "0", count: max(0, 2 - decimals))
    }
}
