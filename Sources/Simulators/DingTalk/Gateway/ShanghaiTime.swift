import Seams

/// DingTalk's texts for points in time. Asia/Shanghai is UTC+8 all year, without any daylight saving since 1991.
enum ShanghaiTime {
    /// `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai: the old family.
    static func text(_ time: Timestamp) -> String {
        let parts = Parts(time, offsetHours: 8)
        return "\(parts.date) \(parts.clock):\(padded(parts.second))"
    }

    /// `yyyy-MM-dd'T'HH:mm'Z'` in UTC, without seconds: the new family's workflow API.
    static func minuteText(_ time: Timestamp) -> String {
        let parts = Parts(time, offsetHours: 0)
        return "\(parts.date)T\(parts.clock)Z"
    }

    /// `yyyyMMddHHmm` in Asia/Shanghai: how an approval's business id begins.
    static func businessPrefix(_ time: Timestamp) -> String {
        let parts = Parts(time, offsetHours: 8)
        return (parts.date + parts.clock).filter { $0 != "-" && $0 != ":" }
    }

    /// A number of days since 1970-01-01 in Asia/Shanghai: the same for the same calendar day.
    static func day(_ time: Timestamp) -> Int64 {
        Parts.flooredQuotient(time.seconds + 8 * 3600, 86_400)
    }

    /// A number of months since the year 0 in Asia/Shanghai: the same for the same calendar month.
    static func month(_ time: Timestamp) -> Int64 {
        let (year, month, _) = Parts.civil(day(time))
        return year * 12 + month
    }

    private static func padded(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : String(value)
    }

    private struct Parts {
        let date: String
        let clock: String
        let second: Int64

        init(_ time: Timestamp, offsetHours: Int64) {
            let seconds = time.seconds + offsetHours * 3600
            let days = Parts.flooredQuotient(seconds, 86_400)
            let ofDay = seconds - days * 86_400
            let (year, month, day) = Parts.civil(days)
            date = "\(year)-\(padded(month))-\(padded(day))"
            clock = "\(padded(ofDay / 3600)):\(padded(ofDay / 60 % 60))"
            second = ofDay % 60
        }

        /// The Gregorian date of a day count (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
            let shifted = days + 719_468
            let era = flooredQuotient(shifted, 146_097)
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
            return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        }

        static func flooredQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
            value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
        }
    }
}
