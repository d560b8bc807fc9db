/// A point in time: whole nanoseconds since 1970-01-01T00:00:00Z.
///
/// Covers the years 1678 to 2262. Platforms' own formats (milliseconds, `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai) are
/// turned into this at the edge, and back again at the edge.
package struct Timestamp: Hashable, Comparable, Codable, Sendable {
    /// Nanoseconds since the Unix epoch.
    package var nanoseconds: Int64

    /// Makes a point in time from nanoseconds since the Unix epoch.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Makes a point in time from milliseconds since the Unix epoch, saturating outside the range.
    package init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        nanoseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    /// Makes a point in time from seconds since the Unix epoch, saturating outside the range.
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    package init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }

    /// Whole milliseconds since the Unix epoch, rounded down.
    package var milliseconds: Int64 { nanoseconds.flooredQuotient(by: 1_000_000) }

    /// Whole seconds since the Unix epoch, rounded down.
    package var seconds: Int64 { nanoseconds.flooredQuotient(by: 1_000_000_000) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The point `duration` later, saturating at the end of the range.
    package static func + (left: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Timestamp(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The point `duration` earlier, saturating at the end of the range.
    package static func - (left: Timestamp, duration: Duration) -> Timestamp {
        left + (.zero - duration)
    }

    /// The time from `right` to `left`; negative when `left` is the earlier one.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .nanoseconds(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds).partialValue)
    }
}

extension Duration {
    /// The duration in whole nanoseconds, saturating at about 292 years.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in milliseconds, as a fraction.
    package var milliseconds: Double { Double(nanoseconds) / 1_000_000 }

    /// The duration in seconds, as a fraction.
    package var seconds: Double { Double(nanoseconds) / 1_000_000_000 }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
