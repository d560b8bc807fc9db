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

    /// 2000-01-01 to 2100-01-01: what lies outside was not meant as milliseconds.
    private static let plausible: Range<Int64> = 946_684_800_000..<4_102_444_800_000

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
        guard let milliseconds = Int64(text), DateTransform.plausible.contains(milliseconds) else {
            throw TransformRefusal(
                value: text, reason: "it is no time in milliseconds between the years 2000 and 2100",
                remedy: "correct it in the form, or the mapping's 'date'")
        }
        return written(Timestamp(milliseconds: milliseconds).seconds + offsetSeconds)
    }

    private func day(ofText text: String) throws(TransformRefusal) -> String {
        let pattern = /(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(Z)?)?/
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let date = CivilDate(year: year, month: month, day: day),
            let time = DateTransform.secondsOfDay(match.4, match.5, match.6)
        else {
            throw TransformRefusal(
                value: text, reason: "it is no date",
                remedy: "write it as 2026-01-15, or with a time as 2026-01-15 09:30")
        }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + time
        return written(match.7 == nil ? seconds : seconds + offsetSeconds)
    }

    private static func secondsOfDay(_ parts: Substring?...) -> Int64? {
        let numbers = parts.map { $0.flatMap { Int64($0) } ?? 0 }
        guard numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
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
