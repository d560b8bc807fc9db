/// What a script is given besides the value: `form`, `ext`, `row`, `number`; of a record that is no approval, `record`.
enum ScriptInput {
    /// The form's components by id: text, tables as lists of rows. Components that are not filled in are left out.
    static func form(_ record: RecordContext) -> JSONValue {
        switch record.subject {
        case .record(let value): value
        case .approval(let instance):
            .object(
                instance.values.compactMap { value in
                    guard !["", "null"].contains(value.value) else { return nil }
                    guard value.componentType == "TableField", let rows = record.rows(of: .asked(value.id)) else {
                        return JSONValue.Member(value.id, .string(value.value))
                    }
                    return JSONValue.Member(value.id, .array(rows.map(row)))
                }
                    + own(instance))
        }
    }

    /// What stands behind the components, by id.
    static func ext(_ record: RecordContext) -> JSONValue {
        guard case .approval(let instance) = record.subject else { return .object([]) }
        return .object(
            instance.values.compactMap { value in
                record.value(of: .asked(value.id))?.ext.map { JSONValue.Member(value.id, $0.value) }
            })
    }

    /// A row's cells by id, or the list's element itself.
    static func row(_ row: RecordRow) -> JSONValue {
        switch row {
        case .element(let value): value
        case .cells:
            .object(
                row.texts.compactMap { cell in
                    guard let value = cell.text, !["", "null"].contains(value) else { return nil }
                    return JSONValue.Member(cell.name, .string(value))
                })
        }
    }

    /// Everything in one object, for a worker process.
    static func json(_ value: JSONValue?, _ record: RecordContext) -> String {
        let form = form(record)
        var members = [
            JSONValue.Member("value", value ?? .null), JSONValue.Member("row", record.row.map(row) ?? .null),
            JSONValue.Member("form", form), JSONValue.Member("ext", ext(record)),
            JSONValue.Member("number", .string(record.number)),
        ]
        if case .record = record.subject { members.append(JSONValue.Member("record", form)) }
        return JSONValue.object(members).jsonText
    }

    private static func own(_ instance: ApprovalInstance) -> [JSONValue.Member] {
        [
            ("instance", instance.id), ("businessId", instance.businessID), ("title", instance.title),
            ("originator", instance.originatorUserID), ("originatorDepartment", instance.originatorDepartmentID),
        ].map { JSONValue.Member($0.0, .string($0.1)) }
    }
}
