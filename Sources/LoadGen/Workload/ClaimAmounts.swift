import Seams

/// Amounts in yuan as people claim them. A third of them are odd: cents that binary fractions cannot hold, three
/// decimals, a single cent, the largest sum a form takes, and trailing zeros.
enum ClaimAmounts {
    static let odd = [
        "0.29", "1005.005", "0.01", "99999999.99", "0.1", "0.2", "0.3", "19.99", "2.675", "1.005", "1234567.89", "0.07",
        "4.35", "33.33", "8.70", "1000", "1000.10", "0.57", "16777217.01", "9007199.25",
    ]

    static func amount(using generator: inout SeededGenerator) -> String {
        if Int.random(in: 0..<3, using: &generator) == 0, let odd = odd.randomElement(using: &generator) { return odd }
        let yuan = Int.random(in: 1...4999, using: &generator)
        let cents = Int.random(in: 0...99, using: &generator)
        return "\(yuan).\(cents < 10 ? "0" : "")\(cents)"
    }
}
