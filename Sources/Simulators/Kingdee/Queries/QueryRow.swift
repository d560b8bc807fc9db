import Foundation

/// One row of a query's result before its columns are read: a document, and which row of each entry stands beside it.
struct QueryRow: Sendable {
    /// Which rows of the entries stand beside the head.
    enum Choice: Sendable {
        case none
        /// The first of each entry: how base data with entries is read.
        case first
        case one(entry: Int, row: Int)
        /// By entry; nil for entries that the query does not look at, or that are empty.
        case several([Int?])
    }

    let record: DocumentRecord
    let choice: Choice

    /// Shows the rows that `record` becomes when a query looks at `entries`: one for each row, and one even without any;
    /// each row of one entry with each of the other. Ends when `body` has had enough, and says whether it has not.
    static func each<Failure: Error>(
        of record: DocumentRecord, entries: [Int], _ body: (QueryRow) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        let filled = entries.filter { !record.entries[$0].isEmpty }
        guard let last = filled.last else { return try body(QueryRow(record: record, choice: .none)) }
        guard filled.count > 1 else {
            for row in record.entries[last].indices {
                guard try body(QueryRow(record: record, choice: .one(entry: last, row: row))) else { return false }
            }
            return true
        }
        var rows = [Int?](repeating: nil, count: record.entries.count)
        for entry in filled { rows[entry] = 0 }
        while true {
            guard try body(QueryRow(record: record, choice: .several(rows))) else { return false }
            // The next combination: as a counter whose last wheel turns fastest.
            guard let wheel = filled.last(where: { (rows[$0] ?? 0) + 1 < record.entries[$0].count }) else {
                return true
            }
            rows[wheel] = (rows[wheel] ?? 0) + 1
            for entry in filled where entry > wheel { rows[entry] = 0 }
        }
    }

    /// The value of a column; nil for an empty field.
    func value(_ column: QueryColumn, _ bases: BaseData) -> FieldValue? {
        switch column.source {
        case .key: .number(String(record.id))
        case .number: record.number.isEmpty ? nil : .text(record.number)
        case .status: .text(record.status.rawValue)
        case .system(let field): follow(record.value(of: field), column.hop, bases)
        case .head(let place): follow(record.head[place], column.hop, bases)
        case .rowID(let entry): row(entry).map { .number(String(record.entries[entry][$0].id)) }
        case .rowSequence(let entry): row(entry).map { .number(String($0 + 1)) }
        case .row(let entry, let field):
            row(entry).flatMap { follow(record.entries[entry][$0].fields[field], column.hop, bases) }
        }
    }

    /// What a column is compared and sorted by; nil for an empty field.
    func key(_ column: QueryColumn, _ bases: BaseData) -> QueryKey? {
        if column.source == .key { return .number(Decimal(record.id)) }
        return value(column, bases).flatMap(QueryKey.init)
    }

    private func row(_ entry: Int) -> Int? {
        switch choice {
        case .none: nil
        case .first: record.entries[entry].isEmpty ? nil : 0
        case .one(let chosen, let row): chosen == entry ? row : nil
        case .several(let rows): rows[entry]
        }
    }

    /// Follows a reference; a bare one becomes the id of what it means.
    private func follow(_ value: FieldValue?, _ hop: QueryColumn.Hop?, _ bases: BaseData) -> FieldValue? {
        switch (value, hop) {
        case (.reference(let form, let number)?, nil):
            return bases.find(form: form, number: number).map { .number(String($0.record.id)) }
        case (.reference(let form, let number)?, .base(let columns, let isNumber)?):
            guard let (form, record) = bases.find(form: form, number: number) else {
                return isNumber ? .text(number) : nil
            }
            return columns[form.position].flatMap { QueryRow(record: record, choice: .first).value($0, bases) }
        case (.dimensions(let dimensions)?, .dimension(let key, let next)?):
            guard let dimension = dimensions.first(where: { $0.key == key }) else { return nil }
            return follow(.reference(form: dimension.form, number: dimension.number), next, bases)
        case (.dimensions?, _): return nil
        case (.bill(let number)?, _): return .text(number)
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
