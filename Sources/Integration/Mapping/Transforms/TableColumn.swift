/// One value of each row of a table: `{table: TableField_DETAIL, of: MoneyField_AMOUNT, when: {…}}`. Behind `of` stands a
/// component, or a rule.
struct TableColumn: Sendable {
    private let name: SourceName
    private let rule: ValueRule?
    private let condition: Condition?

    var table: String { name.text }

    /// Reads the block behind `key`; nil when there is none, or when it is none, which is noted.
    init?(_ rule: inout MappingSection, _ key: String, hasValue: Bool, _ library: MappingLibrary) {
        guard let member = rule.take(key) else { return nil }
        let example = "\(key): {table: TableField_DETAIL\(hasValue ? ", of: MoneyField_AMOUNT" : "")}"
        let opened = MappingSection(
            member.node, name: rule.path(key), line: member.line, notes: rule.notes, write: example)
        guard var section = opened else { return nil }
        defer { section.finish() }
        let table = section.requiredText("table", write: "TableField_DETAIL")
        condition = Condition(&section, "when", library)
        if hasValue {
            guard let value = section.take("of") else {
                section.noteMissing("of", write: "of: MoneyField_AMOUNT")
                return nil
            }
            guard let rule = ValueRule(value, in: section, library, textIs: { .copying($0.text ?? "", library) }) else {
                return nil
            }
            self.rule = rule
        } else {
            self.rule = nil
        }
        guard let table else { return nil }
        name = library.name(table)
    }

    /// Refuses a column that no row has.
    private func checkColumn(_ rows: [RecordRow], _ record: RecordContext) throws(TransformRefusal) {
        var absence: TransformRefusal?
        for row in rows {
            var rowRecord = record
            rowRecord.row = row
            absence = rowRecord.absence(of: rule?.sources ?? [])
            if absence == nil { return }
        }
        if let absence { throw absence }
    }

    /// The value of each row for which the condition holds; nil for a value that is not filled in.
    func values(_ record: RecordContext) throws(TransformRefusal) -> [JSONValue?] {
        if record.value(of: name) == nil, let absence = record.absence(of: [table]) { throw absence }
        guard let rows = record.rows(of: name) else {
            throw TransformRefusal(
                value: record.value(of: name)?.text ?? "", reason: "\(table) is no table",
                remedy: "correct 'table' in the mapping")
        }
        var values: [JSONValue?] = []
        for row in rows {
            var rowRecord = record
            rowRecord.row = row
            guard try condition?.holds(rowRecord) ?? true else { continue }
            values.append(try rule?.value(rowRecord))
        }
        if !values.isEmpty, values.allSatisfy({ $0 == nil }) { try checkColumn(rows, record) }
        return values
    }
}
