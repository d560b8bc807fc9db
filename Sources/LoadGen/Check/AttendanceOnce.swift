import Seams

/// Each attendance result is in Kingdee exactly once, with the values that it finally has.
package struct AttendanceOnce: Checker {
    package static let name = "attendance-once"
    package static let claim = BilingualText(
        "each attendance result is in Kingdee exactly once, corrections included, and nothing else is",
        "每条考勤结果在金蝶中有且只有一张单据，且与更正后的结果一致，别无其他单据")
    package static let unit = BilingualText("results", "条考勤结果")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.activity is AttendanceActivity }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        var story = AttendanceStory()
        for event in run.record.events { story.add(event) }
        let documents = story.documentsByKey
        var findings = story.expected.compactMap { finding($0, documents[$0.key] ?? []) }
        let keys = Set(story.expected.map(\.key))
        let (first, today) = (story.first.map(ShanghaiCalendar.date), story.today.map(ShanghaiCalendar.date))
        findings += documents.sorted { $0.key < $1.key }.flatMap { key, documents -> [Finding] in
            // Results of today appear while the run goes on; of those before the first day nobody counted the results.
            let isCounted = documents.contains { document in
                let day = document.values["FWorkDate"] ?? ""
                guard !story.left.contains(document.values["FUserId"] ?? "") else { return false }
                return day >= first ?? "" && day < today ?? ""
            }
            guard !keys.contains(key), isCounted else { return [] }
            return documents.map { document in
                Finding(
                    subject: document.number,
                    message: BilingualText("stands for no result: \(key)", "没有对应的考勤结果：\(key)"),
                    evidence: document.lines)
            }
        }
        return Verdict(
            findings, examined: story.expected.count,
            nothing: BilingualText("there was no attendance result", "没有任何考勤结果"))
    }

    private static func finding(
        _ result: AttendanceStory.Expected, _ documents: [AttendanceStory.Document]
    ) -> Finding? {
        let lines = documents.flatMap(\.lines)
        guard let document = documents.first else {
            return Finding(
                subject: result.key, message: BilingualText("is not in Kingdee", "金蝶中没有单据"), evidence: [])
        }
        guard documents.count == 1 else {
            return Finding(
                subject: result.key,
                message: BilingualText(
                    "is in Kingdee \(documents.count) times", "金蝶中有 \(documents.count) 张单据"),
                evidence: lines)
        }
        let wrong = AttendanceStory.Expected.fields.filter { document.values[$0] != result.values[$0] }
        guard let field = wrong.first else { return nil }
        let (found, should) = (document.values[field] ?? "", result.values[field] ?? "")
        return Finding(
            subject: result.key,
            message: BilingualText(
                "\(field) is '\(found)' instead of '\(should)'", "\(field) 为“\(found)”，应为“\(should)”"),
            evidence: lines)
    }
}
