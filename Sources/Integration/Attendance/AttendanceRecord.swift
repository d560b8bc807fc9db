import Seams

/// One result of attendance: whether and when somebody punched for one planned punch of a workday.
struct AttendanceRecord: Hashable, Sendable {
    /// DingTalk's `userid`.
    var userID: String
    /// The staff number (工号, `job_number`); empty when DingTalk has none.
    var staff: String
    /// The workday, in days since 1970-01-01 in Asia/Shanghai.
    var day: Int
    /// `OnDuty` or `OffDuty`.
    var checkType: String
    /// The planned punch: a shift may have several of one type a day.
    var plan: String
    var planned: Timestamp?
    /// When the person punched; the planned time for who did not.
    var checked: Timestamp?
    /// `Normal`, `Early`, `Late`, `SeriousLate`, `Absenteeism` or `NotSigned`.
    var timeResult: String
    var locationResult: String
    var sourceType: String

    /// What a field of the document can get.
    static let names = [
        "userid", "staff", "workDate", "checkType", "plan", "planned", "checked", "timeResult", "locationResult",
        "sourceType",
    ]

    /// The document's own number: the same for the same planned punch, however often its result is corrected.
    var number: String {
        "KQ" + DocumentNumber.text(of: "\(userID)\n\(day)\n\(checkType)\n\(plan)", digits: 20)
    }

    /// The value called `name`; nil when there is none.
    func value(_ name: String) -> String? {
        switch name {
        case "userid": userID
        case "staff": staff.isEmpty ? nil : staff
        case "workDate": "\(CivilDate(daysSinceEpoch: day))"
        case "checkType": checkType
        case "plan": plan
        case "planned": planned.map(ShanghaiTime.text)
        case "checked": timeResult == "NotSigned" ? nil : checked.map(ShanghaiTime.text)
        case "timeResult": timeResult
        case "locationResult": locationResult
        case "sourceType": sourceType
        default: nil
        }
    }

    /// The document's `Model` without its key, as JSON text: always the same text for the same result.
    func content(_ settings: AttendanceSettings) -> String {
        var members = [JSONValue.Member(settings.numberField, .string(number))]
        for field in settings.fields {
            let constant = field.value.hasPrefix("=") ? String(field.value.dropFirst()) : nil
            // A correction may empty a field, which must then be emptied in Kingdee too.
            let text = constant ?? value(field.value) ?? ""
            let path = field.key.split(separator: ".").map(String.init)
            guard let first = path.first else { continue }
            let inner = path.dropFirst().reversed().reduce(JSONValue.string(text)) { value, name in
                .object([JSONValue.Member(name, value)])
            }
            members.append(JSONValue.Member(first, inner))
        }
        return JSONValue.object(members).jsonText
    }
}

extension AttendanceRecord {
    /// Reads an element of `recordresult`; nil when it lacks what tells results apart.
    init?(reading value: JSONValue, staff: (String) -> String) {
        guard let user = value["userId"]?.text, let type = value["checkType"]?.text, let day = value.time("workDate")
        else { return nil }
        self.init(
            userID: user, staff: staff(user), day: ShanghaiTime.day(day), checkType: type,
            plan: value["planId"]?.text ?? "", planned: value.time("baseCheckTime"),
            checked: value.time("userCheckTime"), timeResult: value["timeResult"]?.text ?? "",
            locationResult: value["locationResult"]?.text ?? "", sourceType: value["sourceType"]?.text ?? "")
    }
}

extension JSONValue {
    /// A member that is a number of milliseconds since 1970.
    fileprivate func time(_ name: String) -> Timestamp? {
        self[name]?.text.flatMap { Int64($0) }.map(Timestamp.init(milliseconds:))
    }
}
