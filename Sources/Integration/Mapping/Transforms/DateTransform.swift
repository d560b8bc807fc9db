import Seams

/// `date: milliseconds` (since 1970) or `date: text` (`yyyy-MM-dd`, also with a time): a day as Kingdee writes it.
///
/// `zone: Asia/Shanghai`, which is the default, says where it is that day. `time: true` keeps the time of day;
/// `part: year` and `part: month` take the number of either: the accounting year and period of a voucher.
struct DateTransform: Transform {
    static let appliesToEach = true
    private enum Form: String, CaseIterable {
        case milliseconds, text
    }

    private enum Part: String, CaseIterable {
        case year, month
    }

    /// 1900-01-01 to 2100-01-01: what lies outside was not meant as milliseconds. Birthdays and days of hiring are before 1970.
    private static let plausible: Range<Int64> = -2_208_988_800_000..<4_102_444_800_000

    /// What would be such a time from 2000 on in seconds: rather a slip than days of January and February 1970.
    private static let seconds: Range<Int64> = 946_684_800..<4_102_444_800

    private let form: Form
    private let offsetSeconds: Int64
    private let keepsTime: Bool
    private let part: Part?

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        rule.noteIfAlone("zone", without: "date")
        rule.noteIfAlone("time", without: "date")
        rule.noteIfAlone("part", without: "date")
        let form = rule.choice("date", Form.self)
        let zone = rule.take("zone")
        let offset = zone.map { TimeZoneOffset.seconds($0.text ?? "") } ?? 8 * 3600
        if let zone, offset == nil {
            rule.note(zone, "is no time zone known here; write Asia/Shanghai, UTC, or an offset such as \"+08:00\"")
        }
        keepsTime = rule.flag("time", default: false)
        part = rule.choice("part", Part.self)
        guard let form, let offset else { return nil }
        self.form = form
        offsetSeconds = Int64(offset)
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let text = value?.text else { return nil }
        let day = self.form == .milliseconds ? try day(ofMilliseconds: text) : try day(ofText: text)
        guard let part else { return .string(day) }
        // yyyy-MM-dd
        let digits = part == .year ? day.prefix(4) : day.dropFirst(5).prefix(2)
        return Int(digits).map { .number(String($0)) }
    }

    private func day(ofMilliseconds text: String) throws(TransformRefusal) -> String {
        guard let milliseconds = Int64(text), DateTransform.plausible.contains(milliseconds),
            !DateTransform.seconds.contains(milliseconds)
        else {
            let isSeconds = Int64(text).map(DateTransform.seconds.contains) ?? false
            throw TransformRefusal(
                value: text,
                reason: isSeconds
                    ? "it looks like a time in seconds, not in milliseconds"
                    : "it is no time in milliseconds between the years 1900 and 2100",
                remedy: "correct it in the form, or the mapping's 'date'")
        }
        return written(Timestamp(milliseconds: milliseconds).seconds + offsetSeconds)
    }

    private func day(ofText text: String) throws(TransformRefusal) -> String {
        guard let moment = DateText(text), let date = CivilDate(year: moment.year, month: moment.month, day: moment.day)
        else {
            throw TransformRefusal(
                value: text, reason: "it is no date",
                remedy: "write it as 2026-01-15, or with a time as 2026-01-15 09:30")
        }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(moment.secondsOfDay)
        return written(moment.isUniversal ? seconds + offsetSeconds : seconds)
    }

    /// Kingdee's text for seconds since 1970-01-01 00:00 of local time.
    private func written(_ local: Int64) -> String {
        let days = (local - (local % 86_400 + 86_400) % 86_400) / 86_400
        let date = CivilDate(daysSinceEpoch: Int(days)).description
        guard keepsTime else { return date }
        let second = Int(local - days * 86_400)
        let time = [second / 3600, second / 60 % 60, second % 60].map { CivilDate.padded($0, 2) }
        return "\(date) \(time.joined(separator: ":"))"
    }
}

/// A day as people write it, also with a time: `2026-1-15`, `2026-01-15 9:30`, `2026-01-15T09:30:00Z`.
struct DateText {
    let (year, month, day): (Int, Int, Int)
    let secondsOfDay: Int
    /// Whether it ends in `Z`: the time is UTC's.
    let isUniversal: Bool

    /// Reads the text; nil when it is none. Whether the month has such a day is not checked.
    init?(_ text: String) {
        var reader = Reader(rest: text.utf8[...])
        guard let year = reader.number(4...4), reader.take("-"), let month = reader.number(1...2), reader.take("-"),
            let day = reader.number(1...2)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        guard !reader.rest.isEmpty else {
            secondsOfDay = 0
            isUniversal = false
            return
        }
        guard reader.take("T") || reader.take(" "), let hour = reader.number(1...2), reader.take(":"),
            let minute = reader.number(2...2)
        else { return nil }
        var second = 0
        if reader.take(":") {
            guard let seconds = reader.number(2...2) else { return nil }
            second = seconds
        }
        isUniversal = reader.take("Z")
        guard reader.rest.isEmpty, hour < 24, minute < 60, second < 60 else { return nil }
        secondsOfDay = hour * 3600 + minute * 60 + second
    }

    private struct Reader {
        var rest: Substring.UTF8View

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// So many digits, as many as there are.
        mutating func number(_ digits: ClosedRange<Int>) -> Int? {
            var (number, count) = (0, 0)
            while count < digits.upperBound, let byte = rest.first, byte &- UInt8(ascii: "0") < 10 {
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
                count += 1
                rest.removeFirst()
            }
            return count >= digits.lowerBound ? number : nil
        }
    }
}

/// The time zones that need no table of changes, so that the same file gives the same day on every machine.
enum TimeZoneOffset {
    /// Seconds east of UTC; nil for a zone that is not known here. China had no summer time after 1991.
    static func seconds(_ name: String) -> Int? {
        if ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore"].contains(name) { return 8 * 3600 }
        if name == "UTC" { return 0 }
        guard let match = name.wholeMatch(of: /([+-])(\d{2}):(\d{2})/), let hours = Int(match.2),
            let minutes = Int(match.3), hours <= 14, minutes < 60
        else { return nil }
        return (match.1 == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
