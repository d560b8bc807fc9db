import Seams

/// How people and departments become Kingdee's base data, and how Kingdee's rows are read back.
///
/// Facts (what DingTalk says, by our own names) → content (what Kingdee should hold) → `Model`.
struct DirectoryMapping: Sendable {
    let settings: DirectorySettings

    private typealias Member = JSONValue.Member

    // MARK: DingTalk's side

    /// What DingTalk says of a person, as facts. `department` is the main department's `dept_id`.
    static func facts(ofPerson person: JSONValue) -> DirectoryContent {
        var facts = DirectoryContent()
        let texts = [
            ("name", "name"), ("telephone", "telephone"), ("jobNumber", "job_number"),
            ("title", "title"), ("email", "email"), ("workPlace", "work_place"), ("remark", "remark"),
        ]
        for (fact, member) in texts { facts[fact] = trimmed(person[member]?.text ?? "") }
        // Without the permission for it the member is absent: then nothing is known, rather than nothing there.
        if let mobile = person["mobile"]?.text { facts["mobile"] = trimmed(mobile) }
        facts["hired"] = person["hired_date"]?.text.flatMap { Int64($0) }.map(shanghaiDay) ?? ""
        let places = person["dept_position_list"]?.elements ?? []
        let main = places.first { $0["is_main"]?.flag == true }?["dept_id"]?.text
        facts["department"] = main ?? person["dept_id_list"]?.elements?.first?.text ?? ""
        return facts
    }

    /// What DingTalk says of a department, as the list of sub-departments tells it too.
    static func facts(ofDepartment department: JSONValue) -> DirectoryContent {
        DirectoryContent([
            "name": trimmed(department["name"]?.text ?? ""), "parent": department["parent_id"]?.text ?? "",
        ])
    }

    /// The number that a new record gets: the job number or the department's code, else DingTalk's own id.
    static func number(_ kind: DirectoryKind, source: String, facts: DirectoryContent, code: String) -> String {
        switch kind {
        case .employee:
            let jobNumber = facts["jobNumber"] ?? ""
            return jobNumber.isEmpty ? source : jobNumber
        case .department: return code.isEmpty ? "DT\(source)" : code
        }
    }

    /// What Kingdee should hold. `parent` is Kingdee's number of the department above, empty at the top.
    func content(_ kind: DirectoryKind, facts: DirectoryContent, parent: String) -> DirectoryContent {
        var content = DirectoryContent([DirectoryContent.status: DirectoryContent.active])
        for field in settings.fields(of: kind) { content[field.fact] = facts[field.fact] }
        content[kind.parentFact] = parent
        return content
    }

    // MARK: Kingdee's side

    /// The columns that are asked for.
    func columns(_ kind: DirectoryKind) -> [String] {
        let common = [kind.key, kind.numberField, "FDocumentStatus", "FForbidStatus"]
        let place =
            kind == .department
            ? ["FParentID.FNumber"] : ["FPostDept.FNumber", "FPostEntity_FEntryID", "FIsFirstPost"]
        return common + place + settings.fields(of: kind).map(\.key) + ["FUseOrgId.FNumber"]
    }

    /// Puts the rows of a query together: one record each, by its main post when it has several.
    func records(_ kind: DirectoryKind, rows: [[JSONValue]]) -> [KingdeeBaseData] {
        var records: [KingdeeBaseData] = []
        var places: [String: Int] = [:]
        for row in rows {
            guard row.count == columns(kind).count, let id = row[0].text else { continue }
            let isMain =
                kind == .department || ["1", "true"].contains(row[6].text?.lowercased()) || row[6].flag == true
            if let place = places[id] {
                if isMain { records[place] = record(kind, id, row) }
            } else {
                places[id] = records.count
                records.append(record(kind, id, row))
            }
        }
        return records
    }

    private func record(_ kind: DirectoryKind, _ id: String, _ row: [JSONValue]) -> KingdeeBaseData {
        var content = DirectoryContent()
        content[DirectoryContent.status] =
            row[3].text == "B" ? DirectoryContent.disabled : DirectoryContent.active
        content[kind.parentFact] = DirectoryMapping.trimmed(row[4].text ?? "")
        let first = kind == .department ? 5 : 7
        for (index, field) in settings.fields(of: kind).enumerated() {
            let text = DirectoryMapping.trimmed(row[first + index].text ?? "")
            content[field.fact] = field.isDay ? String(text.prefix(10)) : text
        }
        return KingdeeBaseData(
            id: id, number: row[1].text ?? "", status: row[2].text ?? "", content: content,
            postID: kind == .employee ? row[5].text : nil, organization: row.last?.text ?? "")
    }

    /// The `Model` of a new record.
    func model(_ kind: DirectoryKind, number: String, content: DirectoryContent) -> JSONValue {
        let organization: JSONValue = .members(["FNumber": .string(settings.number)])
        var members = [
            Member("FCreateOrgId", organization), Member("FUseOrgId", organization),
            Member(kind.numberField, .string(number)),
        ]
        for field in settings.fields(of: kind) {
            guard let value = content[field.fact], !value.isEmpty else { continue }
            members.append(Member(field.key, .string(value)))
        }
        let parent = content[kind.parentFact] ?? ""
        switch kind {
        case .department:
            if !parent.isEmpty { members.append(Member("FParentID", .members(["FNumber": .string(parent)]))) }
        case .employee:
            var post = [
                Member("FWorkOrgId", organization), Member("FPostDept", .members(["FNumber": .string(parent)])),
            ]
            if let number = settings.post { post.append(Member("FPost", .members(["FNumber": .string(number)]))) }
            if let day = content["hired"], !day.isEmpty { post.append(Member("FStaffStartDate", .string(day))) }
            post.append(Member("FIsFirstPost", true))
            members.append(Member("FPostEntity", .array([.object(post)])))
        }
        return .object(members)
    }

    /// The `Model` that changes `fields` of a record, and the keys that it may touch.
    func change(
        _ kind: DirectoryKind, _ record: KingdeeBaseData, to content: DirectoryContent, fields: [String]
    ) -> (model: JSONValue, keys: [String]) {
        var members = [Member(kind.key, .number(record.id))]
        var keys: [String] = []
        for field in settings.fields(of: kind) where fields.contains(field.fact) {
            members.append(Member(field.key, .string(content[field.fact] ?? "")))
            keys.append(field.key)
        }
        guard fields.contains(kind.parentFact) else { return (.object(members), keys) }
        let parent: JSONValue = .members(["FNumber": .string(content[kind.parentFact] ?? "")])
        switch kind {
        case .department:
            members.append(Member("FParentID", parent))
            keys.append("FParentID")
        case .employee:
            var post = [Member("FPostDept", parent)]
            keys += ["FPostEntity", "FPostDept"]
            if let id = record.postID, id != "0", !id.isEmpty {
                post.insert(Member("FENTRYID", .number(id)), at: 0)
            } else {
                let organization: JSONValue = .members(["FNumber": .string(settings.number)])
                post += [Member("FWorkOrgId", organization), Member("FIsFirstPost", true)]
                keys += ["FWorkOrgId", "FIsFirstPost"]
            }
            members.append(Member("FPostEntity", .array([.object(post)])))
        }
        return (.object(members), keys)
    }

    /// Kingdee keeps an empty text as one space.
    private static func trimmed(_ text: String) -> String {
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    private static func shanghaiDay(_ milliseconds: Int64) -> String {
        let shifted = milliseconds.addingReportingOverflow(8 * 3_600_000).partialValue
        let (days, rest) = shifted.quotientAndRemainder(dividingBy: 86_400_000)
        return CivilDate(daysSinceEpoch: Int(rest < 0 ? days - 1 : days)).description
    }
}
