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

    /// A day as `yyyy-MM-dd`.
    static func date(of dayNumber: Int64) -> String {
        ShanghaiDate.text(time(dayNumber: dayNumber))
    }
}
