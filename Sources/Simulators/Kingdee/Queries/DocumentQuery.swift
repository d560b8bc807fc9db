/// A query over the documents of a form, read from `data`.
struct DocumentQuery: Sendable {
    /// One part of `OrderString`.
    struct Order: Sendable {
        let column: QueryColumn
        let isDescending: Bool
    }

    let form: KingdeeForm
    let columns: [QueryColumn]
    let filter: QueryFilter?
    let order: [Order]
    /// The rows of the page, counted from 0.
    let page: Range<Int>
    /// The entries that any column, condition or order looks at: documents become a row for each of their rows.
    let entries: [Int]

    /// More columns than this no select list of the database may have.
    private static let columnsMax = 4096
    private static let orderMax = 64
    /// “About 30” in the manual.
    private static let baseDataColumnsMax = 30
    /// More comparisons than this the database does not do within a command's time limit; a bound against hostile input.
    private static let comparisonsMax = 50_000_000
    /// More rows than this are not sorted.
    private static let sortedRowsMax = 1_000_000

    /// Reads a query by a user of `organization`, of a form whose documents in status A queries may hide.
    ///
    /// - Throws: the platform's refusal, by which field or part is wrong.
    init(
        _ data: JSON, form: KingdeeForm, of forms: FormCatalog, _ settings: QuerySettings = QuerySettings(),
        organization: String = "", hidesCreated: Bool = false
    ) throws(KingdeeRefusal) {
        self.form = form
        columns = try DocumentQuery.columns(data, form, forms)
        let asked = try FilterParser.filter(data.member(ignoringCase: "FilterString"), for: form, of: forms)
        filter = try DocumentQuery.narrowed(asked, form, forms, settings, organization, hidesCreated)
        order = try DocumentQuery.order(data.member(ignoringCase: "OrderString")?.scalarText ?? "", form, forms)
        let paging = DocumentQuery.paging(data)
        if form.definition.isBalance, order.isEmpty, paging != (0, 0, 0) { throw .pagingWithoutOrder }
        page = DocumentQuery.page(paging, rowsMax: settings.pageRowsMax)
        let looked = columns + (filter?.columns ?? []) + order.map(\.column)
        entries = Set(looked.compactMap(\.entry)).sorted()
    }

    /// A query with the settings of the caller's world.
    init(_ call: KingdeeCall) throws(KingdeeRefusal) {
        let world = call.services.world
        let current = call.session?.identity.organization ?? ""
        let form = try call.form()
        let rule = call.services.documents.transact { $0.rules[form.definition.id] }
        try self.init(
            call.data(), form: form, of: call.services.forms, world.queries,
            organization: current.isEmpty ? world.organization : current, hidesCreated: rule?.hidesCreated ?? false)
    }

    /// The page's rows. All of it happens in one step: copies of the books, which the next change would have to make,
    /// never leave the store.
    func run(on documents: DocumentStore) throws(KingdeeRefusal) -> [[JSON]] {
        try documents.transact { state throws(KingdeeRefusal) in
            let plan = QueryPlan(self, &state.books[form.position])
            let bases = state.baseData
            return try rows(in: state.books[form.position], by: plan, bases).map { row in
                columns.map { row.value($0, bases)?.cell ?? $0.emptyCell }
            }
        }
    }

    /// The page's rows, found by `plan`.
    func rows(
        in book: DocumentBook, by plan: QueryPlan, _ bases: BaseData
    ) throws(KingdeeRefusal) -> ArraySlice<QueryRow> {
        let page = page.lowerBound - plan.skipped..<page.upperBound - plan.skipped
        guard !page.isEmpty else { return [] }
        let weight = 1 + (filter?.weight ?? 0)
        var rows: [QueryRow] = []
        var comparisons = 0
        var group: QueryKey?
        try plan.each(in: book) { record, key throws(KingdeeRefusal) -> Bool in
            if plan.isInOrder, rows.count >= page.upperBound, !plan.isGrouped || key != group { return false }
            group = key
            return try QueryRow.each(of: record, entries: entries) { row throws(KingdeeRefusal) -> Bool in
                comparisons += weight
                guard comparisons <= DocumentQuery.comparisonsMax, rows.count <= DocumentQuery.sortedRowsMax else {
                    throw .timedOut
                }
                if filter?.judges(row, bases) ?? (filter == nil) { rows.append(row) }
                return !order.isEmpty || rows.count < page.upperBound
            }
        }
        if !order.isEmpty { sort(&rows, bases) }
        return rows[min(page.lowerBound, rows.count)..<min(page.upperBound, rows.count)]
    }

    private func sort(_ rows: inout [QueryRow], _ bases: BaseData) {
        // By id alone the rows stand where they belong.
        var keys: [QueryKey?] = []
        keys.reserveCapacity(rows.count * order.count)
        for row in rows {
            for part in order { keys.append(row.key(part.column, bases)) }
        }
        let ids = rows.map(\.record.id)
        let places = rows.indices.sorted { left, right in
            for (index, part) in order.enumerated() {
                let (left, right) = (keys[left * order.count + index], keys[right * order.count + index])
                if left.precedes(right) { return !part.isDescending }
                if right.precedes(left) { return part.isDescending }
            }
            return (ids[left], left) < (ids[right], right)
        }
        rows = places.map { rows[$0] }
    }

    /// The filter, with what the platform adds to it.
    private static func narrowed(
        _ filter: QueryFilter?, _ form: KingdeeForm, _ forms: FormCatalog, _ settings: QuerySettings,
        _ organization: String, _ hidesCreated: Bool
    ) throws(KingdeeRefusal) -> QueryFilter? {
        var parts = filter.map { [$0] } ?? []
        if settings.isolatesBaseData, form.definition.isIsolated, let place = form.headField("FUseOrgId"),
            filter?.columns.contains(where: { $0.source == .head(place) }) != true
        {
            let column = try QueryColumn("FUseOrgId.FNumber", in: form, of: forms)
            parts.append(.any([.compare(column, .equal, .text(FoldedText(organization))), .isNull(column)]))
        }
        if hidesCreated {
            let column = try QueryColumn("FDocumentStatus", in: form, of: forms)
            parts.append(.compare(column, .unequal, .text(FoldedText(DocumentStatus.created.rawValue))))
        }
        return parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .all(parts)
    }

    private static func columns(
        _ data: JSON, _ form: KingdeeForm, _ forms: FormCatalog
    ) throws(KingdeeRefusal) -> [QueryColumn] {
        let keys = names(data.member(ignoringCase: "FieldKeys")?.scalarText ?? "")
        guard !keys.isEmpty else { throw .parameterEmpty("FieldKeys") }
        guard keys.count <= columnsMax else { throw .tooManyColumns(columnsMax) }
        var columns: [QueryColumn] = []
        for key in keys { columns.append(try QueryColumn(key, in: form, of: forms)) }
        guard columns.count(where: { $0.hop != nil }) <= baseDataColumnsMax else {
            throw .tooManyBaseDataColumns(baseDataColumnsMax)
        }
        return columns
    }

    private static func order(
        _ text: String, _ form: KingdeeForm, _ forms: FormCatalog
    ) throws(KingdeeRefusal) -> [Order] {
        var order: [Order] = []
        let parts = names(text)
        guard parts.count <= orderMax else { throw .brokenFilter("排序字段过多") }
        for part in parts {
            let words = part.split(whereSeparator: \.isWhitespace)
            guard let name = words.first, words.count <= 2 else { throw .brokenFilter("“\(part)”附近有语法错误") }
            let direction = words.count == 2 ? words[1].lowercased() : "asc"
            guard ["asc", "desc"].contains(direction) else { throw .brokenFilter("“\(part)”附近有语法错误") }
            order.append(
                Order(column: try QueryColumn(String(name), in: form, of: forms), isDescending: direction == "desc"))
        }
        return order
    }

    private static func paging(_ data: JSON) -> (start: Int, limit: Int, top: Int) {
        func number(_ key: String) -> Int {
            Int(min(max(0, data.member(ignoringCase: key)?.integer ?? 0), 1_000_000_000))
        }
        return (number("StartRow"), number("Limit"), number("TopRowCount"))
    }

    /// `TopRowCount` is the absolute last row, `Limit` the size of the page.
    private static func page(_ paging: (start: Int, limit: Int, top: Int), rowsMax: Int) -> Range<Int> {
        var end = paging.start + (paging.limit == 0 ? rowsMax : min(paging.limit, rowsMax))
        if paging.top > 0 { end = min(end, paging.top) }
        return paging.start..<max(paging.start, end)
    }

    private static func names(_ list: String) -> [String] {
        list.split(separator: ",").map { name in
            var name = name.drop(while: \.isWhitespace)
            while name.last?.isWhitespace == true { name = name.dropLast() }
            return String(name)
        }.filter { !$0.isEmpty }
    }
}
