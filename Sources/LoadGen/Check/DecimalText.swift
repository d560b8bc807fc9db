/// Exact arithmetic on decimal numbers as texts, of any length: money never passes through binary floating point.
enum DecimalText {
    /// Whether both texts are decimal numbers of the same value: `100`, `100.00` and `1e2` are.
    static func equal(_ left: String, _ right: String) -> Bool {
        guard let left = Digits(left), let right = Digits(right) else { return false }
        return left == right
    }

    /// The exact sum, without trailing zeros; nil when a text is no decimal number or is negative.
    static func sum(of texts: [String]) -> String? {
        var parts: [Digits] = []
        for text in texts {
            guard let digits = Digits(text), !digits.isNegative else { return nil }
            parts.append(digits)
        }
        let scale = parts.map(\.scale).max() ?? 0
        var total: [UInt8] = []
        for part in parts {
            guard scale - part.scale <= Digits.scaleMax else { return nil }
            total = add(total, [UInt8](repeating: 0, count: scale - part.scale) + part.reversed)
        }
        return Digits(reversed: total, scale: scale).text
    }

    /// Adds two numbers of decimal digits, least significant first.
    private static func add(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var sum: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            let digit = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            sum.append(digit % 10)
            carry = digit / 10
        }
        return carry > 0 ? sum + [carry] : sum
    }
}

/// A decimal number in its one normal form: significant digits, least significant first, and how many of them are
/// fractional (negative for trailing zeros of whole numbers).
private struct Digits: Hashable {
    /// Beyond any amount; a bound against hostile exponents.
    static let scaleMax = 1000

    private(set) var isNegative = false
    private(set) var reversed: [UInt8]
    private(set) var scale: Int

    init(reversed: [UInt8], scale: Int) {
        self.reversed = reversed
        self.scale = scale
        normalize()
    }

    /// Reads `-12.50`, `1e3` and the like; nil for anything else.
    init?(_ text: String) {
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0,
            (-Digits.scaleMax...Digits.scaleMax).contains(exponent)
        else { return nil }
        let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = halves.joined().utf8.map { $0 &- UInt8(ascii: "0") }
        guard !digits.isEmpty, digits.count <= Digits.scaleMax, digits.allSatisfy({ $0 <= 9 }),
            halves.allSatisfy({ !$0.isEmpty })
        else { return nil }
        self.init(reversed: digits.reversed(), scale: (halves.count == 2 ? halves[1].count : 0) - exponent)
        isNegative = text.hasPrefix("-") && !reversed.isEmpty
    }

    /// Plain digits with a point, such as `1005.005`.
    var text: String {
        guard !reversed.isEmpty else { return "0" }
        let whole = [UInt8](repeating: 0, count: max(0, -scale)) + reversed
        let fraction = max(0, scale)
        let padded = whole + [UInt8](repeating: 0, count: max(0, fraction + 1 - whole.count))
        let letters = padded.reversed().map { Character(Unicode.Scalar($0 + UInt8(ascii: "0"))) }
        let point = letters.count - fraction
        let sign = isNegative ? "-" : ""
        return sign + String(letters[..<point]) + (fraction > 0 ? "." + String(letters[point...]) : "")
    }

    private mutating func normalize() {
        while reversed.last == 0 { reversed.removeLast() }
        let zeros = reversed.prefix { $0 == 0 }.count
        reversed.removeFirst(zeros)
        scale = reversed.isEmpty ? 0 : scale - zeros
    }
}
