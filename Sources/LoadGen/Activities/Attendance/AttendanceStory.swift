import Seams
import Simulators

/// What the attendance of a run came to, and what Kingdee holds of it: from the history alone.
struct AttendanceStory {
    /// A result as DingTalk shows it in the end.
    struct Expected: Hashable {
        /// The person, the workday and the type of the punch.
        var key: String
        /// By Kingdee's field.
        var values: [String: String]
    }

    /// A document in Kingdee.
    struct Document: Hashable {
        var id: String
        var number: String
        var values: [String: String]
        /// The lines of its history.
        var lines: [Int]
        var isDeleted = false
    }

    private(set) var first: Int64?
    private(set) var today: Int64?
    /// Who punched today, and when: `userid time`.
    private(set) var punched: Set<String> = []
    private(set) var punches: Set<String> = []
    private(set) var expected: [Expected] = []
    /// Who left during the run: DingTalk shows their results no more, and Kingdee may have them from before.
    private(set) var left: Set<String> = []
    /// In order of creation.
    private(set) var documents: [Document] = []
    private var positions: [String: Int] = [:]

    /// Whether a fact is about attendance at all.
    static func concerns(_ fact: HistoryFact) -> Bool {
        switch fact {
        case .activity(OrganisationActivity.key, "leave", _, _, _): true
        case .activity(let name, _, _, _, _): name == AttendanceActivity.key
        case .documentSaved(_, let form, _, _, _, _, _), .documentDeleted(_, let form, _, _):
            form == AttendanceActivity.form
        default: false
        }
    }

    mutating func add(_ event: HistoryEvent) {
        switch event.fact {
        case .activity(AttendanceActivity.key, "began", _, let detail, _):
            (first, today) = (detail["first"].flatMap { Int64($0) }, detail["today"].flatMap { Int64($0) })
        case .activity(AttendanceActivity.key, "punch", let user, let detail, _):
            punched.insert(user)
            punches.insert("\(user) \(detail["time"] ?? "")")
        case .activity(OrganisationActivity.key, let action, _, let detail, _) where action != "rename":
            if let user = detail["user"], detail["status"] != "active" { left.insert(user) }
        case .activity(AttendanceActivity.key, "result", let key, let values, _):
            expected.append(Expected(key: key, values: values))
        case .documentSaved(_, AttendanceActivity.form, let id, let number, _, _, let content):
            let values = AttendanceStory.values(content)
            if let position = positions[id] {
                documents[position].values = values
                documents[position].lines.append(event.sequence)
            } else {
                positions[id] = documents.count
                documents.append(Document(id: id, number: number, values: values, lines: [event.sequence]))
            }
        case .documentDeleted(_, AttendanceActivity.form, let id, _):
            if let position = positions[id] { documents[position].isDeleted = true }
        default: break
        }
    }

    /// The story with these results to come to.
    func expecting(_ results: [Expected]) -> AttendanceStory {
        var story = self
        story.expected = results
        return story
    }

    /// The documents that are there, by person, workday and type.
    var documentsByKey: [String: [Document]] {
        Dictionary(grouping: documents.filter { !$0.isDeleted }, by: \.key)
    }

    /// Whether each result is in Kingdee as it is.
    var isComplete: Bool {
        let documents = documentsByKey
        return !expected.isEmpty
            && expected.allSatisfy { result in documents[result.key]?.contains { $0.values == result.values } ?? false }
    }

    /// The fields that count, as plain texts; the employee by number.
    private static func values(_ content: String) -> [String: String] {
        guard let content = try? JSON(parsing: content) else { return [:] }
        return Expected.fields.reduce(into: [:]) { values, field in
            let value = content[field].flatMap { $0["FNumber"] ?? $0 }?.scalarText ?? ""
            values[field] = field == "FWorkDate" ? String(value.prefix(10)) : value
        }
    }
}

extension AttendanceStory.Document {
    var key: String { AttendanceStory.Expected.key(values) }
}

extension AttendanceStory.Expected {
    static let fields = [
        "FEmpId", "FUserId", "FWorkDate", "FCheckType", "FPlanned", "FChecked", "FTimeResult", "FLocationResult",
        "FSource",
    ]

    init(_ result: AttendanceResult) {
        values = [
            "FEmpId": result.staffNumber, "FUserId": result.userID,
            "FWorkDate": ShanghaiCalendar.date(of: result.day), "FCheckType": result.checkType,
            "FPlanned": ShanghaiCalendar.moment(result.planned),
            "FChecked": result.checked.map(ShanghaiCalendar.moment) ?? "", "FTimeResult": result.timeResult,
            "FLocationResult": result.locationResult, "FSource": result.source,
        ]
        key = AttendanceStory.Expected.key(values)
    }

    static func key(_ values: [String: String]) -> String {
        ["FUserId", "FWorkDate", "FCheckType"].map { values[$0] ?? "" }.joined(separator: " ")
    }
}
