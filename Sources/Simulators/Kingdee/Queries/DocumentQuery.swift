/// A query over the documents of a form, read from `data`.
struct DocumentQuery: Sendable {
    /// The most rows of one page; administrators may raise it to 10 000.
    static let pageRowsMax = 2000

    let form: KingdeeForm
    let columns: [QueryColumn]
    private let filter: QueryFilter?
    private let order: [(column: QueryColumn, isDescending: Bool)]
    /// The rows of the page, counted from 0.
    private let page: Range<Int>
    /// The entries that any column, condition or order looks at: documents become a row for each of their rows.
    private let entries: [Int]

    /// Reads a query.
    ///
    /// - Throws: the platform's refusal, by which field or part is wrong.
    init(_ data: JSON, form: KingdeeForm) throws(KingdeeRefusal) {
        self.form = form
        columns = try DocumentQuery.columns(data, form)
        filter = try FilterParser.filter(data.member(ignoringCase: "FilterString"), for: form)
        order = try DocumentQuery.order(data.member(ignoringCase: "OrderString")?.scalarText ?? "", form)
        page = DocumentQuery.page(data)
        let looked = columns + (filter?.columns ?? []) + order.map(\.column)
        entries = Set(looked.compactMap(\.entry)).sorted()
    }

    /// The page's rows. Only finding the documents needs the store's lock.
    func run(on documents: DocumentStore) -> [[JSON]] {
        let (records, bases) = documents.transact { state in (candidates(state.books[form.position]), state.baseData) }
        return rows(of: records, bases).map { row in columns.map { row.value($0, bases)?.cell ?? .null } }
    }

    private func candidates(_ book: DocumentBook) -> [DocumentRecord] {
        switch filter?.lookup {
        case .ids(let ids)?: Set(ids).sorted().compactMap { book[$0] }
        case .numbers(let numbers)?: Set(numbers.flatMap(book.ids)).sorted().compactMap { book[$0] }
        case nil: book.all
        }
    }

    private func rows(of records: [DocumentRecord], _ bases: BaseData) -> ArraySlice<QueryRow> {
        var rows: [QueryRow] = []
        let noRows = [Int?](repeating: nil, count: form.definition.entries.count)
        for record in records {
            // In the order of the keys, what lies behind the page is not asked for.
            if order.isEmpty, rows.count >= page.upperBound { break }
            guard !entries.isEmpty else {
                let row = QueryRow(record: record, rows: noRows)
                if fits(row, bases) { rows.append(row) }
                continue
            }
            rows += QueryRow.rows(of: record, entries: entries).filter { fits($0, bases) }
        }
        if !order.isEmpty { sort(&rows, bases) }
        return rows[min(page.lowerBound, rows.count)..<min(page.upperBound, rows.count)]
    }

    /// A row for which the filter cannot be answered does not fit.
    private func fits(_ row: QueryRow, _ bases: BaseData) -> Bool {
        guard let filter else { return true }
        return filter.judges(row, bases) ?? false
    }

    private func sort(_ rows: inout [QueryRow], _ bases: BaseData) {
        var sorted = rows.enumerated().map { place, row in
            (place: place, keys: order.map { row.value($0.column, bases) }, row: row)
        }
        sorted.sort { left, right in
            for (index, part) in order.enumerated() {
                let difference = FilterLiteral.order(left.keys[index], right.keys[index])
                if difference != 0 { return part.isDescending ? difference > 0 : difference < 0 }
            }
            return left.place < right.place
        }
        rows = sorted.map(\.row)
    }

    private static func columns(_ data: JSON, _ form: KingdeeForm) throws(KingdeeRefusal) -> [QueryColumn] {
        let keys = names(data.member(ignoringCase: "FieldKeys")?.scalarText ?? "")
        guard !keys.isEmpty else { throw .parameterEmpty("FieldKeys") }
        var columns: [QueryColumn] = []
        for key in keys { columns.append(try QueryColumn(key, in: form)) }
        return columns
    }

    private static func order(
        _ text: String, _ form: KingdeeForm
    ) throws(KingdeeRefusal) -> [(column: QueryColumn, isDescending: Bool)] {
        var order: [(column: QueryColumn, isDescending: Bool)] = []
        for part in names(text) {
            let words = part.split(whereSeparator: \.isWhitespace)
            guard let name = words.first, words.count <= 2 else { throw .brokenFilter("“\(part)”附近有语法错误") }
            let direction = words.count == 2 ? words[1].lowercased() : "asc"
            guard ["asc", "desc"].contains(direction) else { throw .brokenFilter("“\(part)”附近有语法错误") }
            order.append((try QueryColumn(String(name), in: form), direction == "desc"))
        }
        return order
    }

    /// `TopRowCount` is the absolute last row, `Limit` the size of the page.
    private static func page(_ data: JSON) -> Range<Int> {
        func number(_ key: String) -> Int {
            let value = data.member(ignoringCase: key)?.integer ?? 0
            return Int(min(max(0, value), 1_000_000_000))
        }
        let start = number("StartRow")
        let limit = number("Limit")
        var end = start + (limit == 0 ? pageRowsMax : min(limit, pageRowsMax))
        let top = number("TopRowCount")
        if top > 0 { end = min(end, top) }
        return start..<max(start, end)
    }

    private static func names(_ list: String) -> [String] {
        list.split(separator: ",").map { name in
            var name = name.drop(while: \.isWhitespace)
            while name.last?.isWhitespace == true { name = name.dropLast() }
            return String(name)
        }.filter { !$0.isEmpty }
    }
}
