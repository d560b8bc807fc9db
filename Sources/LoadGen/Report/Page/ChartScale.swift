/// Turns values into positions along one axis of a chart.
struct ChartScale {
    private let low: Double
    private let high: Double
    private let start: Double
    private let end: Double

    /// Values `low` ... `high` become positions `start` ... `end`. An empty or impossible span of values is widened.
    init(from low: Double, through high: Double, at start: Double, to end: Double) {
        self.low = low.isFinite ? low : 0
        self.high = high.isFinite && high > self.low ? high : self.low + 1
        self.start = start
        self.end = end
    }

    /// The position of `value`, in tenths; values outside stand at the end of the axis.
    func position(_ value: Double) -> Double {
        guard value.isFinite else { return end }
        let share = min(1, max(0, (value - low) / (high - low)))
        return ((start + share * (end - start)) * 10).rounded() / 10
    }

    /// About `count` round values (1, 2 or 5 times a power of ten apart) within the axis.
    func ticks(_ count: Int) -> [Double] {
        let step = ChartScale.roundStep((high - low) / Double(max(1, count)))
        guard step > 0, step.isFinite else { return [] }
        let first = (low / step).rounded(.up)
        return (0...(2 * max(1, count))).map { (first + Double($0)) * step }.filter { $0 <= high * 1.000_001 }
    }

    private static func roundStep(_ rough: Double) -> Double {
        var power = 1.0
        while power * 10 <= rough, power < 1e15 { power *= 10 }
        while power > rough, power > 1e-9 { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power * 10
    }
}
