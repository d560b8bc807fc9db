/// One row of a query's result before its columns are read: a document, and which row of each entry stands beside it.
struct QueryRow: Sendable {
    let record: DocumentRecord
    /// The place of the row in each entry; nil for entries that the query does not look at, or that are empty.
    let rows: [Int?]

    /// The rows that `record` becomes when a query looks at `entries`: one for each row, and one even without any.
    static func rows(of record: DocumentRecord, entries: [Int]) -> [QueryRow] {
        var combinations: [[Int?]] = [Array(repeating: nil, count: record.entries.count)]
        for entry in entries where !record.entries[entry].isEmpty {
            combinations = combinations.flatMap { combination in
                record.entries[entry].indices.map { index in
                    var next = combination
                    next[entry] = index
                    return next
                }
            }
        }
        return combinations.map { QueryRow(record: record, rows: $0) }
    }

    /// The value of a column; nil for an empty field.
    func value(_ column: QueryColumn, _ bases: BaseData) -> FieldValue? {
        switch column.source {
        case .key: .number(String(record.id))
        case .number: record.number.isEmpty ? nil : .text(record.number)
        case .status: .text(record.status.rawValue)
        case .system(let field): follow(record.value(of: field), column.path[...], bases)
        case .head(let place): follow(record.head[place], column.path[...], bases)
        case .rowID(let entry): row(entry).map { .number(String($0.id)) }
        case .rowSequence(let entry): rows[entry].map { .number(String($0 + 1)) }
        case .row(let entry, let field): follow(row(entry)?.fields[field], column.path[...], bases)
        }
    }

    private func row(_ entry: Int) -> DocumentRecord.Row? {
        rows[entry].map { record.entries[entry][$0] }
    }

    /// Follows references along a path; a bare reference becomes the id of what it means.
    private func follow(_ value: FieldValue?, _ path: ArraySlice<String>, _ bases: BaseData) -> FieldValue? {
        switch value {
        case .reference(let form, let number)?:
            guard let first = path.first else {
                return bases.find(form: form, number: number).map { .number(String($0.record.id)) }
            }
            guard let (form, record) = bases.find(form: form, number: number) else {
                return first.lowercased() == "fnumber" ? .text(number) : nil
            }
            let rows = record.entries.map { $0.isEmpty ? nil : 0 }
            // The path was checked when the query was read, so that nothing is lost here.
            guard let column = try? QueryColumn(path.joined(separator: "."), in: form) else { return nil }
            return QueryRow(record: record, rows: rows).value(column, bases)
        case .dimensions(let dimensions)?:
            guard let key = path.first?.uppercased(), let dimension = dimensions.first(where: { $0.key == key }) else {
                return nil
            }
            return follow(.reference(form: dimension.form, number: dimension.number), path.dropFirst(), bases)
        case .bill(let number)?: return .text(number)
        default: return value
        }
    }
}

extension FieldValue {
    /// The cell of a result row.
    var cell: JSON {
        switch self {
        case .date(let date): .string(LocalMoment(date).text)
        case .moment(let time): .string(LocalMoment(time).text)
        default: content()
        }
    }
}
