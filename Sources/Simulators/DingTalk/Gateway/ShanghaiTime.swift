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

    /// The seconds since 1970 of `yyyy-MM-dd` (its midnight) or `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai; nil when the text
    /// is no such date.
    static func seconds(_ text: String) -> Int64? {
        let halves = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2, let date = numbers(first, "-", [4, 2, 2]),
            (1...12).contains(date[1]), (1...31).contains(date[2])
        else { return nil }
        let midnight = dayNumber(year: date[0], month: date[1], day: date[2]) * 86_400 - 8 * 3600
        guard halves.count == 2 else { return midnight }
        guard let clock = numbers(halves[1], ":", [2, 2, 2]), clock[0] < 24, clock[1] < 60, clock[2] < 60 else {
            return nil
        }
        return midnight + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// The numbers between separators, each with its number of digits.
    private static func numbers(_ text: Substring, _ separator: Character, _ digits: [Int]) -> [Int64]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == digits else { return nil }
        let numbers = parts.compactMap { UInt32($0).map(Int64.init) }
        return numbers.count == digits.count ? numbers : nil
    }

    /// The day count of a Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = Parts.flooredQuotient(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
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
        private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
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
