import Foundation

/// A decimal number without rounding: in 64 bits while it fits there, which amounts do, else as `Decimal`.
///
/// Both give the same digits: `Decimal` alone costs a hundred times as much.
enum ExactDecimal: Sendable {
    /// `digits / 10^places`.
    case small(_ digits: Int64, places: Int)
    case large(Decimal)

    /// Ten to the power of the index: all that fit 64 bits.
    private static let powers: [Int64] = (0..<19).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// A plain number such as `-12`, `0.29` or `6.0`; nil for anything else.
    init?(plain text: String) {
        if let small = ExactDecimal.small(text, isGrouped: false) {
            self = small
        } else {
            guard let number = DecimalText.plain(text) else { return nil }
            self = .large(number)
        }
    }

    /// A number that may have thousand separators, such as `1,005.005`; nil for anything else. See `DecimalText.grouped`.
    init?(grouped text: String) {
        if let small = ExactDecimal.small(text, isGrouped: true) {
            self = small
        } else {
            guard let number = DecimalText.grouped(text) else { return nil }
            self = .large(number)
        }
    }

    /// Reads what is certainly right and fits; nil leaves the judgement to `DecimalText`.
    private static func small(_ text: String, isGrouped: Bool) -> ExactDecimal? {
        var text = text
        return text.withUTF8 { text in
            guard text.count <= 20 else { return nil }
            let isNegative = text.first == UInt8(ascii: "-")
            var (digits, count, places, group): (Int64, Int, Int, Int) = (0, 0, -1, -1)
            for byte in text[(isNegative ? 1 : 0)...] {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    guard count < 18 else { return nil }
                    digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
                    count += 1
                    if places >= 0 { places += 1 } else if group >= 0 { group += 1 }
                case UInt8(ascii: ","):
                    guard isGrouped, places < 0, group < 0 ? (1...3).contains(count) : group == 3 else { return nil }
                    group = 0
                case UInt8(ascii: "."):
                    guard places < 0, count > 0 else { return nil }
                    places = 0
                default: return nil
                }
            }
            guard count > 0, places != 0, group < 0 || group == 3 else { return nil }
            guard isNegative else { return .small(digits, places: max(0, places)) }
            return digits == 0 ? nil : .small(-digits, places: max(0, places))
        }
    }

    /// The same as Foundation's.
    var decimal: Decimal {
        switch self {
        case .large(let number): number
        case .small(let digits, let places):
            Decimal(sign: digits < 0 ? .minus : .plus, exponent: -places, significand: Decimal(digits.magnitude))
        }
    }

    /// A hundredth of it.
    var hundredth: ExactDecimal {
        switch self {
        case .small(let digits, let places): .small(digits, places: places + 2)
        case .large(let number):
            .large(Decimal(sign: number.sign, exponent: -2, significand: number.magnitude))
        }
    }

    /// With at most so many places; halves go away from zero.
    func rounded(to wanted: Int) -> ExactDecimal {
        switch self {
        case .small(let digits, let places):
            guard places > wanted else { return self }
            guard places - wanted < ExactDecimal.powers.count else {
                return .large(ExactDecimal.rounded(decimal, wanted))
            }
            let unit = ExactDecimal.powers[places - wanted]
            let (quotient, rest) = digits.magnitude.quotientAndRemainder(dividingBy: UInt64(unit))
            let rounded = Int64(rest >= UInt64(unit) - rest ? quotient + 1 : quotient)
            guard rounded != 0 || digits >= 0 else { return .large(ExactDecimal.rounded(decimal, wanted)) }
            return .small(digits < 0 ? -rounded : rounded, places: wanted)
        case .large(let number): return .large(ExactDecimal.rounded(number, wanted))
        }
    }

    private static func rounded(_ number: Decimal, _ places: Int) -> Decimal {
        var (number, result) = (number, Decimal())
        NSDecimalRound(&result, &number, places, .plain)
        return result
    }

    static func + (one: ExactDecimal, other: ExactDecimal) -> ExactDecimal {
        guard case .small(let first, let places) = one, case .small(let second, let others) = other,
            abs(places - others) < powers.count
        else { return .large(one.decimal + other.decimal) }
        let (left, isLeftLost) = first.multipliedReportingOverflow(by: powers[max(0, others - places)])
        let (right, isRightLost) = second.multipliedReportingOverflow(by: powers[max(0, places - others)])
        let (sum, isLost) = left.addingReportingOverflow(right)
        guard !isLeftLost, !isRightLost, !isLost, sum.magnitude < UInt64(powers[18]) else {
            return .large(one.decimal + other.decimal)
        }
        return .small(sum, places: max(places, others))
    }

    /// Its digits as JSON: no zeros behind the last place that says something.
    var text: String {
        guard case .small(var digits, var places) = self else { return "\(decimal)" }
        while places > 0, digits % 10 == 0 { (digits, places) = (digits / 10, places - 1) }
        guard places > 0 else { return String(digits) }
        // At most a sign, 18 digits, a point and a zero before it, or zeros behind it.
        return String(unsafeUninitializedCapacity: places + 22) { text in
            var (rest, position, left) = (digits.magnitude, places + 22, places)
            repeat {
                position -= 1
                text[position] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
                left -= 1
                if left == 0 {
                    position -= 1
                    text[position] = UInt8(ascii: ".")
                }
            } while rest > 0 || left >= 0
            if digits < 0 {
                position -= 1
                text[position] = UInt8(ascii: "-")
            }
            let count = places + 22 - position
            for index in 0..<count { text[index] = text[position + index] }
            return count
        }
    }
}
