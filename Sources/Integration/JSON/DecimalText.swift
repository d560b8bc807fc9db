import Foundation

/// Reads decimal numbers from text without guessing: `Decimal(string:)` would take `12abc` for 12.
enum DecimalText {
    /// Money has fewer; `Decimal` is exact up to 38.
    private static let digitsMax = 30

    /// A plain number such as `-12`, `0.29` or `6.0`; nil for anything else.
    static func plain(_ text: String) -> Decimal? {
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            unsigned.utf8.count <= digitsMax
        else { return nil }
        return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
    }

    /// A number that may have thousand separators, such as `1,005.005`; nil when they do not stand before groups of
    /// three digits, since `1,00` may be a different custom's `1.00`.
    static func grouped(_ text: String) -> Decimal? {
        guard text.contains(",") else { return plain(text) }
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let whole = unsigned.prefix { $0 != "." }
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            !unsigned.dropFirst(whole.count).contains(",")
        else { return nil }
        return plain(text.replacing(",", with: ""))
    }

    /// The number with so many decimals, half up.
    static func rounded(_ number: Decimal, to decimals: Int) -> Decimal {
        var (source, result) = (number, Decimal())
        NSDecimalRound(&result, &source, decimals, .plain)
        return result
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
