package import Seams

/// The calendar date of an instant in Asia/Shanghai, by arithmetic of the checkers' own.
///
/// The offset is eight hours since the last summer time there, in September 1991. Days to date after Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
package enum ShanghaiDate {
    /// The date as `yyyy-MM-dd`.
    package static func text(_ instant: Timestamp) -> String {
        let shifted = instant.seconds + 8 * 3600  // nanosecond instants stay far from the end of the seconds' range
        let days = shifted >= 0 ? shifted / 86_400 : (shifted - 86_399) / 86_400
        let (year, month, day) = civil(days: days + 719_468)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The date of a day counted from 0000-03-01.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153  // 0 is March
        let month = march < 10 ? march + 3 : march - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
