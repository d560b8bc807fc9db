import Yams

/// How the rows of one of the form's tables become rows of an entry; or with `once: true`, one row of the form's own values.
struct RowsRule: Sendable {
    private let entry: String
    /// Nil for a row that does not come from a table.
    private let table: String?
    /// Whether a table without rows is an error.
    private let isRequired: Bool
    /// When it does not hold for a row, that row is left out.
    private let condition: Condition?
    private let fields: [FieldRule]
    private let script: ScriptTransform?

    /// Reads a block; nil, with the mistakes noted, when it is none. `isOnly` when it is all that the entry has.
    init?(_ node: Node, entry: String, name: String, line: Int, isOnly: Bool, _ library: MappingLibrary) {
        let notes = library.notes
        let opened = MappingSection(
            node, name: name, line: line, notes: notes, write: "\(entry): {from: TableField_DETAIL, fields: {…}}")
        guard var rule = opened else { return nil }
        self.entry = entry
        let isOnce = rule.flag("once", default: false)
        let table = isOnce ? nil : rule.requiredText("from", write: "TableField_DETAIL")
        isRequired = rule.flag("required", default: isOnly)
        condition = Condition(&rule, "when", library)
        script = ScriptTransform(&rule, library)
        let fields = rule.take("fields").flatMap { fields in
            MappingSection(
                fields.node, name: "\(name).fields", line: fields.line, notes: notes,
                write: "FRemark: {from: TextField_NOTE}")
        }
        rule.finish()
        guard script != nil || fields?.members.isEmpty == false else {
            notes.note(line: line, "\(name).fields is missing; write the fields of one row there")
            return nil
        }
        self.fields =
            fields.map { fields in
                fields.members.compactMap { FieldRule($0, in: fields.name, library) }
            } ?? []
        self.table = table
        guard table != nil || isOnce else { return nil }
    }

    func carries(_ name: String, in field: String) -> Bool {
        fields.contains { $0.field == field && $0.sources.contains(name) }
    }

    /// The rows.
    func rows(_ record: RecordContext) throws(MappingError) -> [JSONValue] {
        guard let table else {
            guard let row = try row(record, path: entry) else { return [] }
            return [row]
        }
        guard let rows = record.rows(of: table) else {
            throw problem(table, record.value(of: [table])?.text ?? "", "it is no table")
        }
        guard !rows.isEmpty || !isRequired else { throw problem(table, "", "it has no rows") }
        var problems: [MappingError.Problem] = []
        var objects: [JSONValue] = []
        for (index, cells) in rows.enumerated() {
            var rowRecord = record
            rowRecord.row = cells
            do {
                if let object = try row(rowRecord, path: "\(entry)[\(index + 1)]") { objects.append(object) }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        guard !objects.isEmpty || !isRequired else { throw problem(table, "", "no row meets the condition") }
        return objects
    }

    /// One row; nil when it is left out.
    private func row(_ record: RecordContext, path: String) throws(MappingError) -> JSONValue? {
        do {
            guard try condition?.holds(record) ?? true else { return nil }
        } catch {
            throw MappingError(error, field: path, sources: [table].compactMap(\.self))
        }
        var problems: [MappingError.Problem] = []
        var object = JSONValue.object([])
        for field in fields {
            do {
                if let value = try field.value(record, path: "\(path).\(field.field)") {
                    object.set(field.field, to: value)
                }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        guard let script else { return object }
        return try script.object(from: object, record, path: path)
    }

    private func problem(_ table: String, _ value: String, _ reason: String) -> MappingError {
        MappingError([
            MappingError.Problem(
                field: entry, component: table, value: ReplyText.brief(value), reason: reason,
                remedy: "fill in the table, or write required: false in the mapping")
        ])
    }
}
