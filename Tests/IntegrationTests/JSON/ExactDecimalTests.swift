import Foundation
import Seams
import Testing

@testable import Integration

/// The quick way beside Foundation's `Decimal`, digit for digit.
@Suite struct ExactDecimalTests {
    /// Texts of all lengths and shapes, numbers and others.
    private static func texts() -> [String] {
        var random = SeededGenerator(seed: 7)
        let characters = Array("0123456789012345678900..,,-")
        let drawn = (0..<20_000).map { _ in
            String((0..<(random.next() % 24)).map { _ in characters[Int(random.next() % UInt64(characters.count))] })
        }
        let numbers = (0..<5_000).map { _ in
            let digits =
                Int64(bitPattern: random.next())
                / [1, 1000, 1_000_000_000, 100_000_000_000_000][Int(random.next() % 4)]
            return "\(digits).\(random.next() % 10_000)"
        }
        return drawn + numbers + [
            "", "-", "0", "-0", "-0.0", "0.005", "-0.005", "1,000", "1,000.50", "-1,234,567.005", "00,100",
        ]
    }

    private static func decimal(_ text: String) -> String? { DecimalText.grouped(text).map { "\($0)" } }

    @Test func readsAndWritesTheSameDigits() {
        var count = 0
        for text in ExactDecimalTests.texts() {
            #expect(ExactDecimal(grouped: text)?.text == ExactDecimalTests.decimal(text), "\(text)")
            #expect(ExactDecimal(plain: text)?.text == DecimalText.plain(text).map { "\($0)" }, "\(text)")
            if case .small? = ExactDecimal(grouped: text) { count += 1 }
        }
        #expect(count > 3000)
    }

    @Test func roundsAndDividesTheSame() throws {
        for text in ExactDecimalTests.texts() {
            guard let number = ExactDecimal(grouped: text), var decimal = DecimalText.grouped(text) else { continue }
            let hundredth = Decimal(sign: decimal.sign, exponent: -2, significand: decimal.magnitude)
            #expect(number.hundredth.text == "\(hundredth)", "\(text)")
            for places in 0...10 {
                var rounded = Decimal()
                NSDecimalRound(&rounded, &decimal, places, .plain)
                #expect(number.rounded(to: places).text == "\(rounded)", "\(text) to \(places)")
            }
        }
    }

    @Test func addsTheSame() {
        let numbers = ExactDecimalTests.texts().compactMap { ExactDecimal(grouped: $0) }
        for (one, other) in zip(numbers, numbers.dropFirst()) {
            #expect((one + other).text == "\(one.decimal + other.decimal)", "\(one) + \(other)")
        }
    }
}
