import Seams

/// A calendar date, as bills carry it: `2026-01-15`, in Asia/Shanghai, without a time.
struct CivilDate: Hashable, Comparable, Sendable {
    var year: Int
    var month: Int
    var day: Int

    /// Reads `2026-01-15`, `2026-1-5` or `2026/01/15`, with or without a time after a space or `T`, as .NET does. The
    /// time is dropped. Nil when there is no such day.
    init?(_ text: String) {
        guard let moment = LocalMoment(text) else { return nil }
        self = moment.date
    }

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date that lies `days` after 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms).
    init(days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-01-15`.
    var text: String { "\(year.decimalText(width: 4))-\(month.decimalText(width: 2))-\(day.decimalText(width: 2))" }
    /// `20260115`.
    var compactText: String { year.decimalText(width: 4) + month.decimalText(width: 2) + day.decimalText(width: 2) }

    static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

/// A point in time as the platform writes it: in Asia/Shanghai, which has been UTC+8 without daylight saving since 1991.
struct LocalMoment: Hashable, Comparable, Sendable {
    var date: CivilDate
    /// 0 ..< 86 400 000.
    var millisecondOfDay = 0

    private static let dayMilliseconds: Int64 = 86_400_000

    init(_ date: CivilDate) {
        self.date = date
    }

    init(_ timestamp: Timestamp) {
        let local = timestamp.milliseconds + 8 * 3_600_000
        let millisecond =
            (local % LocalMoment.dayMilliseconds + LocalMoment.dayMilliseconds) % LocalMoment.dayMilliseconds
        date = CivilDate(days: Int((local - millisecond) / LocalMoment.dayMilliseconds))
        millisecondOfDay = Int(millisecond)
    }

    /// Reads a date with or without a time; a time zone is no part of the format.
    init?(_ text: String) {
        let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let first = halves.first else { return nil }
        let parts = first.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard parts.count == 3, parts[0].utf8.count == 4,
            let year = LocalMoment.number(parts[0], in: 1...9999), let month = LocalMoment.number(parts[1], in: 1...12),
            let day = LocalMoment.number(parts[2], in: 1...CivilDate.daysInMonth(month, of: year))
        else { return nil }
        date = CivilDate(year: year, month: month, day: day)
        guard halves.count == 2 else { return }
        guard let millisecond = LocalMoment.time(halves[1]) else { return nil }
        millisecondOfDay = millisecond
    }

    /// `2019-01-06T15:22:26.763`: ISO with the zeros at the end of the fraction left out, as in captured replies.
    var text: String { "\(date.text)T\(clockText)\(fractionText)" }
    /// `2019-01-06 15:22:26`.
    var spacedText: String { "\(date.text) \(clockText)" }

    static func < (left: LocalMoment, right: LocalMoment) -> Bool {
        (left.date, left.millisecondOfDay) < (right.date, right.millisecondOfDay)
    }

    private var clockText: String {
        let seconds = millisecondOfDay / 1000
        return
            "\((seconds / 3600).decimalText(width: 2)):\((seconds / 60 % 60).decimalText(width: 2)):\((seconds % 60).decimalText(width: 2))"
    }

    private var fractionText: String {
        let milliseconds = millisecondOfDay % 1000
        guard milliseconds > 0 else { return "" }
        var digits = milliseconds.decimalText(width: 3)
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }

    private static func time(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = number(parts[0], in: 0...23),
            let minute = number(parts[1], in: 0...59)
        else { return nil }
        guard parts.count == 3 else { return (hour * 60 + minute) * 60_000 }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = number(seconds[0], in: 0...59) else { return nil }
        let fraction = seconds.count == 2 ? seconds[1] : "0"
        guard !fraction.isEmpty, fraction.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let milliseconds = Int((fraction + "000").prefix(3)) ?? 0
        return ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
    }

    private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text),
            range.contains(value)
        else { return nil }
        return value
    }
}

extension BinaryInteger {
    /// The decimal digits with zeros in front, at least `width` of them.
    func decimalText(width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
