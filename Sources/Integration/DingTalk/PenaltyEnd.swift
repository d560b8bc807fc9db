import Seams

/// The end of a penalty that a throttling text states, such as
/// `…请求总次数超过 1200 次, 限制将在 2026-09-03 00:01:03 结束.` (captured in September 2026; a capture of 2018 says 处罚将在).
///
/// The time has no zone and means Asia/Shanghai, as all times of the old family.
struct PenaltyEnd {
    let time: Timestamp

    /// Finds the end in `text`; nil when it states none.
    init?(in text: String) {
        let pattern = /(?:限制|处罚)将在\s*(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})\s*结束/
        guard let match = text.firstMatch(of: pattern),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        time = Timestamp(seconds: local) - .seconds(8 * 3600)
    }
}
