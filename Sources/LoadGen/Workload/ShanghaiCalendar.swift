import Seams

/// Days in Asia/Shanghai, which has been UTC+8 without summer time since 1991, as numbers since 1970-01-01.
enum ShanghaiCalendar {
    /// Milliseconds of a day.
    static let day: Int64 = 86_400_000
    private static let offset: Int64 = 8 * 3_600_000

    /// The day of a point in time after 1970.
    static func dayNumber(of time: Timestamp) -> Int64 {
        (time.milliseconds + offset) / day
    }

    /// The beginning of a day, plus `milliseconds`.
    static func time(dayNumber: Int64, milliseconds: Int64 = 0) -> Timestamp {
        Timestamp(milliseconds: dayNumber * day - offset + milliseconds)
    }

    /// The day `yyyy-MM-dd`; nil for a text that is none.
    static func dayNumber(ofDate text: String) -> Int64? {
        let parts = text.split(separator: "-").compactMap { Int64($0) }
        guard parts.count == 3 else { return nil }
        // Years that begin in March, so that a leap day is the last: 306 days lie between March and the year's end.
        let (year, month) = parts[1] > 2 ? (parts[0], parts[1] - 3) : (parts[0] - 1, parts[1] + 9)
        let leapDays = year / 4 - year / 100 + year / 400
        return year * 365 + leapDays + (month * 306 + 5) / 10 + parts[2] - 1 - 719_468
    }

    /// A day as `yyyy-MM-dd`.
    static func date(of dayNumber: Int64) -> String {
        ShanghaiDate.text(time(dayNumber: dayNumber))
    }
}
