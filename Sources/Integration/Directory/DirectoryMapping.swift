import Seams

/// How people and departments become Kingdee's base data, and how Kingdee's rows are read back.
///
/// Facts (what DingTalk says, by our own names) → content (what Kingdee should hold) → `Model`.
struct DirectoryMapping: Sendable {
    let settings: DirectorySettings
    /// Where people are mapped by a file instead of `settings.employeeFields`.
    var records = RecordMappings()
    var oracle: any MappingOracle = SilentOracle()

    private var employees: EmployeeMapping? { records[.user].map(EmployeeMapping.init) }

    /// The fields of people or departments that are kept in step, besides their place and status.
    private func fields(of kind: DirectoryKind) -> [DirectorySettings.Field] {
        kind == .employee ? employees?.fields ?? settings.employeeFields : settings.fields(of: kind)
    }

    /// What DingTalk says of a person, with what the mapping makes of it where there is one.
    ///
    /// - Throws: `OracleFailure`.
    func facts(of person: JSONValue) async throws(OracleFailure) -> DirectoryContent {
        var facts = DirectoryMapping.facts(ofPerson: person)
        try await employees?.add(person, to: &facts, oracle)
        return facts
    }

    /// What is known of a person at whom the mapping's script dies each time: the reason takes the fields' place.
    static func facts(ofPerson person: JSONValue, unmapped reason: String) -> DirectoryContent {
        var facts = facts(ofPerson: person)
        facts[EmployeeMapping.problem] = "\(OracleFailure.worker(reason))"
        return facts
    }

    private typealias Member = JSONValue.Member

    // MARK: DingTalk's side

    /// What DingTalk says of a person, as facts. `department` is the main department's `dept_id`, `departments` are
    /// those of the others, with commas.
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
        let all = (person["dept_id_list"]?.elements ?? []).compactMap(\.text)
        let main = places.first { $0["is_main"]?.flag == true }?["dept_id"]?.text ?? all.first ?? ""
        facts["department"] = main
        let others = Set(all + places.compactMap { $0["dept_id"]?.text }).subtracting([main, ""])
        // Sorted: a list may tell them in another order than the person's own page.
        facts["departments"] = others.isEmpty ? nil : others.sorted().joined(separator: ",")
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

    /// The `dept_id`s of the departments that have to be in Kingdee first: the main one or the one above, and the others.
    func parents(_ kind: DirectoryKind, _ facts: DirectoryContent?) -> (main: String, others: [String]) {
        let named = facts?[kind.parentFact] ?? ""
        guard kind == .employee else { return (named, []) }
        let others = settings.posts == .all ? (facts?["departments"] ?? "").split(separator: ",").map(String.init) : []
        return (named.isEmpty ? DirectoryComparison.root : named, others)
    }

    /// What Kingdee should hold. `parent` is Kingdee's number of the department above, empty at the top, and `others` are
    /// those of a person's further departments.
    func content(
        _ kind: DirectoryKind, facts: DirectoryContent, parent: String, others: [String] = []
    ) -> DirectoryContent {
        var content = DirectoryContent([DirectoryContent.status: DirectoryContent.active])
        for field in fields(of: kind) { content[field.fact] = facts[field.fact] }
        content[kind.parentFact] = parent
        for number in others where number != parent && !number.isEmpty {
            content[DirectoryContent.post(in: number)] = DirectoryContent.secondary
        }
        return content
    }

    // MARK: Kingdee's side

    /// The filter that a query of base data must have: without it Kingdee shows what belongs to the organisation in which
    /// the integration user happens to stand, and nothing of ours where that is another one.
    var ofOurOrganisation: String { "FUseOrgId.FNumber=\(KingdeeClient.literal(settings.number))" }

    /// The columns that are asked for.
    func columns(_ kind: DirectoryKind) -> [String] {
        let common = [kind.key, kind.numberField, "FDocumentStatus", "FForbidStatus"]
        let place = kind == .department ? ["FParentID.FNumber"] : DirectoryMapping.postColumns
        return common + place + fields(of: kind).map(\.key) + ["FUseOrgId.FNumber"]
    }

    /// Puts the rows of a query together: one record each, with all of its posts.
    func records(_ kind: DirectoryKind, rows: [[JSONValue]]) -> [KingdeeBaseData] {
        var records: [KingdeeBaseData] = []
        var posts: [DirectoryPosts] = []
        var places: [String: Int] = [:]
        let width = columns(kind).count
        for row in rows {
            guard row.count == width, let id = row[0].text else { continue }
            let place = places[id] ?? records.count
            if place == records.count {
                places[id] = place
                records.append(record(kind, id, row))
                posts.append(DirectoryPosts())
            }
            guard kind == .employee else { continue }
            if let post = DirectoryMapping.post(of: row[4..<4 + DirectoryMapping.postColumns.count]) {
                posts[place].rows.append(post)
            }
        }
        guard kind == .employee else { return records }
        for index in records.indices { take(posts[index], into: &records[index]) }
        return records
    }

    private func record(_ kind: DirectoryKind, _ id: String, _ row: [JSONValue]) -> KingdeeBaseData {
        var content = DirectoryContent()
        content[DirectoryContent.status] =
            row[3].text == "B" ? DirectoryContent.disabled : DirectoryContent.active
        if kind == .department { content[kind.parentFact] = DirectoryMapping.trimmed(row[4].text ?? "") }
        let first = kind == .department ? 5 : 4 + DirectoryMapping.postColumns.count
        for (index, field) in fields(of: kind).enumerated() {
            let text = DirectoryMapping.trimmed(row[first + index].text ?? "")
            // Kingdee shows a day with a time.
            content[field.fact] = field.isDay || text.hasSuffix("T00:00:00") ? String(text.prefix(10)) : text
        }
        return KingdeeBaseData(
            id: id, number: row[1].text ?? "", status: row[2].text ?? "", content: content,
            organization: row.last?.text ?? "")
    }

    /// The `Model` of a new record.
    func model(_ kind: DirectoryKind, number: String, content: DirectoryContent) -> JSONValue {
        let organization: JSONValue = .members(["FNumber": .string(settings.number)])
        var members = [
            Member("FCreateOrgId", organization), Member("FUseOrgId", organization),
            Member(kind.numberField, .string(number)),
        ]
        for field in fields(of: kind) {
            guard let value = content[field.fact], !value.isEmpty else { continue }
            members.append(field.member(value))
        }
        let parent = content[kind.parentFact] ?? ""
        switch kind {
        case .department:
            if !parent.isEmpty { members.append(Member("FParentID", .members(["FNumber": .string(parent)]))) }
        case .employee: members.append(Member(DirectoryMapping.postEntry, newPosts(content)))
        }
        return .object(members)
    }

    /// The `Model` that changes `fields` of a record.
    func change(
        _ kind: DirectoryKind, _ record: KingdeeBaseData, to content: DirectoryContent, fields: [String]
    ) -> DirectoryChange {
        var members = [Member(kind.key, .number(record.id))]
        var keys: [String] = []
        for field in self.fields(of: kind) where fields.contains(field.fact) {
            members.append(field.member(content[field.fact] ?? ""))
            keys.append(field.head)
        }
        let isPlaced = fields.contains { $0 == kind.parentFact || DirectoryContent.isPost($0) }
        guard isPlaced else { return DirectoryChange(model: .object(members), keys: keys) }
        switch kind {
        case .department:
            members.append(Member("FParentID", .members(["FNumber": .string(content[kind.parentFact] ?? "")])))
            return DirectoryChange(model: .object(members), keys: keys + ["FParentID"])
        case .employee:
            let posts = changedPosts(record.posts, to: content, fields: fields)
            members.append(Member(DirectoryMapping.postEntry, posts.rows))
            return DirectoryChange(
                model: .object(members), keys: keys + posts.keys, deletesRows: posts.deletesRows)
        }
    }

    /// Kingdee keeps an empty text as one space.
    static func trimmed(_ text: String) -> String {
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
