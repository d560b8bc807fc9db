import Yams

/// How the rows of one of the form's tables become rows of an entry; or with `once: true`, one row of the form's own values.
final class RowsRule: Sendable {
    private let entry: String
    /// Nil for a row that does not come from a table.
    private let table: SourceName?
    /// Whether a table without rows is an error.
    private let isRequired: Bool
    /// When it does not hold for a row, that row is left out.
    private let condition: Condition?
    private let object: ObjectRule<FieldRule>
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
        object = ObjectRule(
            fields.map { fields in fields.members.compactMap { FieldRule($0, in: fields.name, library) } } ?? [])
        self.table = table.map(library.name)
        guard table != nil || isOnce else { return nil }
    }

    func carries(_ name: String, in field: String) -> Bool {
        object.members.contains { $0.name == field && $0.sources.contains(name) }
    }

    /// Whether the rows always carry it, but for what scripts do to them.
    func surelyCarries(_ name: String, in field: String) -> Bool {
        object.members.contains { $0.name == field && $0.carries(name) }
    }

    /// Appends the rows, each but the entry's first behind a comma, and counts them.
    func write(_ record: RecordContext, count: inout Int, to bytes: inout [UInt8]) throws(MappingError) {
        guard let table else {
            if try row(record, .once(entry: entry), isFirst: count == 0, to: &bytes) { count += 1 }
            return
        }
        guard let rows = record.rows(of: table) else {
            throw problem(table.text, record.value(of: table)?.text ?? "", "it is no table")
        }
        guard !rows.isEmpty || !isRequired else { throw problem(table.text, "", "it has no rows") }
        var problems: [MappingError.Problem] = []
        let before = count
        var rowRecord = record
        for (index, cells) in rows.enumerated() {
            rowRecord.row = cells
            do throws(MappingError) {
                let place = FieldPlace.row(entry: entry, index: index)
                if try row(rowRecord, place, isFirst: count == 0, to: &bytes) { count += 1 }
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
        guard count > before || !isRequired else { throw problem(table.text, "", "no row meets the condition") }
    }

    /// Appends one row; false when it is left out.
    private func row(
        _ record: RecordContext, _ place: FieldPlace, isFirst: Bool, to bytes: inout [UInt8]
    ) throws(MappingError) -> Bool {
        if let condition {
            do throws(TransformRefusal) {
                guard try condition.holds(record) else { return false }
            } catch {
                throw MappingError(error, field: place.name, sources: [table?.text].compactMap(\.self))
            }
        }
        guard let script else {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            try object.write(record, place, to: &bytes)
            return true
        }
        var written: [UInt8] = []
        try object.write(record, place, to: &written)
        guard let changed = try script.object(from: .written(written), record, path: place.name) else { return false }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        changed.write(to: &bytes)
        return true
    }

    private func problem(_ table: String, _ value: String, _ reason: String) -> MappingError {
        MappingError([
            MappingError.Problem(
                field: entry, component: table, value: ReplyText.brief(value), reason: reason,
                remedy: "fill in the table, or write required: false in the mapping")
        ])
    }
}
