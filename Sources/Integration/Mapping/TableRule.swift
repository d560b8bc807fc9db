/// How the rows of one of the form's tables become entry rows of the document.
struct TableRule: Sendable {
    /// The document's entry, such as `FEntity`.
    let entry: String
    private let table: String
    /// Whether a table without rows is an error.
    private let isRequired: Bool
    private let fields: [FieldRule]

    /// Reads the rule behind an entry; nil, with the mistakes noted, when it is none.
    init?(_ member: MappingSection.Member, _ dictionaries: [String: MappingDictionary], _ notes: MappingNotes) {
        let name = "rows.\(member.key)"
        let opened = MappingSection(
            member.node, name: name, line: member.line, notes: notes,
            write: "\(member.key): {from: TableField_DETAIL, fields: {…}}")
        guard var rule = opened else { return nil }
        entry = member.key
        let table = rule.requiredText("from", write: "TableField_DETAIL")
        isRequired = rule.flag("required", default: true)
        let fields = rule.take("fields").flatMap { fields in
            MappingSection(
                fields.node, name: "\(name).fields", line: fields.line, notes: notes,
                write: "FRemark: {from: TextField_NOTE}")
        }
        rule.finish()
        guard let fields, !fields.members.isEmpty else {
            notes.note(line: member.line, "\(name).fields is missing; write the fields of one row there")
            return nil
        }
        self.fields = fields.members.compactMap { FieldRule($0, in: fields.name, dictionaries, notes) }
        guard let table else { return nil }
        self.table = table
    }

    /// The entry's rows; nil when there are none and there may be none.
    func rows(_ form: FormContext) throws(MappingError) -> JSONValue? {
        let value = form.value(of: [table])?.text ?? "null"
        guard let rows = TableCell.rows(value) else { throw problem(value, "it is no table") }
        guard !rows.isEmpty || !isRequired else {
            throw problem("", "it has no rows")
        }
        var problems: [MappingError.Problem] = []
        var objects: [JSONValue] = []
        for (index, cells) in rows.enumerated() {
            var rowForm = form
            rowForm.row = cells
            var object = JSONValue.object([])
            for field in fields {
                do {
                    let path = "\(entry)[\(index + 1)].\(field.field)"
                    if let value = try field.value(rowForm, path: path) { object.set(field.field, to: value) }
                } catch {
                    problems += error.problems
                }
            }
            objects.append(object)
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        return objects.isEmpty ? nil : .array(objects)
    }

    private func problem(_ value: String, _ reason: String) -> MappingError {
        MappingError([
            MappingError.Problem(
                field: entry, component: table, value: ReplyText.brief(value), reason: reason,
                remedy: "fill in the table, or write required: false in the mapping")
        ])
    }
}

extension JSONValue {
    /// Sets a member, the last one if there was none; dots lead into objects.
    mutating func set(_ path: String, to value: JSONValue) {
        var members: [Member] = []
        if case .object(let old) = self { members = old }
        let name = String(path.prefix { $0 != "." })
        let rest = path.dropFirst(name.count + 1)
        let index = members.firstIndex { $0.name == name } ?? members.count
        if index == members.count { members.append(Member(name, .object([]))) }
        if rest.isEmpty {
            members[index].value = value
        } else {
            members[index].value.set(String(rest), to: value)
        }
        self = .object(members)
    }
}
