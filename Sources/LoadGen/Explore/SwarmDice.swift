import Seams

/// One stream of draws of a swarm. It uses whole numbers and multiplications only, so that a seed draws the same plan
/// with every toolchain.
struct SwarmDice {
    private var generator: SeededGenerator

    init(_ generator: SeededGenerator) {
        self.generator = generator
    }

    /// A number in 0 ..< 1.
    mutating func fraction() -> Double {
        Double(generator.next() >> 11) * 0x1p-53
    }

    /// Whether something of this probability happens.
    mutating func chance(_ probability: Double) -> Bool {
        fraction() < probability
    }

    /// A whole number of the range, each as likely.
    mutating func integer(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + min(range.count - 1, Int(fraction() * Double(range.count)))
    }

    /// One of the elements, each as likely; there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[integer(in: 0...(elements.count - 1))]
    }

    /// A number between the two, small ones as likely as large ones: each doubling has the same chance.
    mutating func spread(_ low: Double, _ high: Double) -> Double {
        var octaves: [Double] = []
        var start = low
        while start < high {
            octaves.append(start)
            start *= 2
        }
        guard !octaves.isEmpty else { return low }
        return min(high, pick(octaves) * (1 + fraction()))
    }

    /// A time in whole milliseconds between the two, short ones as likely as long ones.
    mutating func duration(_ low: Duration, _ high: Duration) -> Duration {
        let least = max(1, low.milliseconds.rounded())
        return .milliseconds(Int64(spread(least, max(least, high.milliseconds)).rounded()))
    }
}
