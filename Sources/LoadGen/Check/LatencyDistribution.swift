import Histogram
import Seams

/// A distribution of times, from 1 µs to a week, to three significant digits (an HDR histogram).
package struct LatencyDistribution: Sendable {
    private static let microsecondsMax: UInt64 = 7 * 24 * 3600 * 1_000_000
    private var histogram = Histogram<UInt64>(
        highestTrackableValue: microsecondsMax, numberOfSignificantValueDigits: .three)

    package init(_ values: some Sequence<Duration> = []) {
        for value in values { add(value) }
    }

    /// Adds a time; negative ones count as zero, longer ones than a week as a week.
    package mutating func add(_ value: Duration) {
        let microseconds = max(0, value.nanoseconds / 1000)
        histogram.record(min(UInt64(microseconds), LatencyDistribution.microsecondsMax))
    }

    /// How many times were added.
    package var count: Int { Int(clamping: histogram.totalCount) }

    /// The time that `percent` (0 ... 100) of all did not exceed; nil when there are none.
    package func percentile(_ percent: Double) -> Duration? {
        count > 0 ? .microseconds(Int64(clamping: histogram.valueAtPercentile(percent))) : nil
    }
}
