import Seams

/// A search among a form's records: filters, order, page.
///
/// Pages count from 1 and hold at most 100; what lies beyond the 5000th record is refused. Times from and to are local
/// text (UTC+8) whatever their names say; a bare date means its midnight. The newest record comes first unless the call
/// says otherwise; the page does not.
struct YidaSearch {
    /// A page of records, and how many there are in all.
    struct Page {
        let records: [YidaRecord]
        let total: Int
        let number: Int
    }

    /// The place after which no record can be had.
    static let window: Int64 = 5000

    private let request: DingTalkRequest
    private let form: YidaForm
    private let conditions: [YidaCondition]
    private let created: ClosedRange<Int64>
    private let modified: ClosedRange<Int64>
    private let page: (number: Int64, size: Int64)
    private let order: [(key: String, isAscending: Bool)]

    init(
        _ request: DingTalkRequest, _ call: YidaCall, _ form: YidaForm, pageName: String = "pageNumber"
    ) throws(DingTalkRefusal) {
        self.request = request
        self.form = form
        let number = try request.integer(pageName) ?? 1
        let size = try request.integer("pageSize") ?? 10
        guard number >= 1 else { throw .yidaParameter(pageName) }
        guard (1...100).contains(size) else { throw .yidaTooMany("pageSize") }
        guard number <= YidaSearch.window, number * size <= YidaSearch.window else {
            throw .yida(
                "invalidState.openSearch.cursorExceedFiveThousand", "搜索接口翻页不能超过5000，请细化过滤条件缩小查询范围",
                "\(pageName)")
        }
        page = (number, size)
        var found: [YidaCondition] = []
        for member in ["searchFieldJson", "searchCondition"] {
            guard let text = request.text(member) else { continue }
            found += try YidaCondition.all(text, of: form, usesAliases: call.usesAliases, member: member)
        }
        conditions = found
        created = try YidaSearch.range("create", request)
        modified = try YidaSearch.range("modified", request)
        order = try YidaSearch.order(request, form, call)
    }

    private static func range(_ name: String, _ request: DingTalkRequest) throws(DingTalkRefusal) -> ClosedRange<Int64>
    {
        let low = try time("\(name)FromTimeGMT", request) ?? .min
        let high = try time("\(name)ToTimeGMT", request) ?? .max
        return low <= high ? low...high : Int64.max...Int64.max
    }

    private static func time(_ name: String, _ request: DingTalkRequest) throws(DingTalkRefusal) -> Int64? {
        guard let text = request.text(name) else { return nil }
        // A date alone is its midnight.
        guard let time = ShanghaiTime.time(text.utf8.count == 10 ? "\(text) 00:00:00" : text) else {
            throw .yidaFormat(name)
        }
        return time.seconds
    }

    private static func order(
        _ request: DingTalkRequest, _ form: YidaForm, _ call: YidaCall
    ) throws(DingTalkRefusal) -> [(key: String, isAscending: Bool)] {
        for name in ["orderConfigJson", "dynamicOrder"] {
            guard let text = request.text(name) else { continue }
            guard let members = (try? JSON(parsing: text))?.members else { throw .yidaFormat(name) }
            var order: [(key: String, isAscending: Bool)] = []
            for member in members {
                guard let sign = member.value.string, sign == "+" || sign == "-" else { throw .yidaFormat(name) }
                let field = form.fields.first { call.usesAliases && !$0.alias.isEmpty && $0.alias == member.key }
                order.append((field?.id ?? member.key, sign == "+"))
            }
            return order
        }
        return []
    }

    /// The page at this time. Without filters and order only its own records are touched.
    func perform(_ store: YidaStore, at now: Timestamp) -> Page {
        let ids = store.ids(of: form.formUUID)
        let skipped = Int((page.number - 1) * page.size)
        if isPlain, store.indexingTakes == .zero {
            let records = ids.reversed().dropFirst(skipped).prefix(Int(page.size)).compactMap { store[$0] }
            return Page(records: records, total: ids.count, number: Int(page.number))
        }
        var found = ids.reversed().compactMap { store[$0] }.filter { record in
            // What was made or changed a moment ago is not in the index yet.
            now - record.modified >= store.indexingTakes && isWanted(record)
        }
        for entry in order.reversed() {  // each sort keeps the order of the one before among equals
            found = YidaSearch.sorted(found, by: entry.key, isAscending: entry.isAscending)
        }
        let records = Array(found.dropFirst(skipped).prefix(Int(page.size)))
        return Page(records: records, total: found.count, number: Int(page.number))
    }

    private var isPlain: Bool {
        let names = ["originatorId", "instanceStatus", "approvedResult", "taskId"]
        return conditions.isEmpty && order.isEmpty && created == .min ... .max && modified == .min ... .max
            && names.allSatisfy { request.text($0) == nil }
    }

    private func isWanted(_ record: YidaRecord) -> Bool {
        guard created.contains(record.created.seconds), modified.contains(record.modified.seconds) else { return false }
        if let user = request.text("originatorId"), record.creator != user { return false }
        if let status = request.text("instanceStatus"), record.flow?.status.rawValue != status { return false }
        if let result = request.text("approvedResult"), record.approvedResult != result { return false }
        if let task = request.text("taskId") {
            guard record.flow?.tasks.contains(where: { String($0.id) == task }) ?? false else { return false }
        }
        return conditions.allSatisfy { $0.holds(for: record) }
    }

    private static func sorted(_ records: [YidaRecord], by key: String, isAscending: Bool) -> [YidaRecord] {
        func rank(_ record: YidaRecord) -> JSON {
            switch key {
            case "gmt_create": .number(record.created.nanoseconds)
            case "gmt_modified": .number(record.modified.nanoseconds)
            default: record[key] ?? ""
            }
        }
        // Records come the newest first: turned round for an ascending order, equals stand by their making.
        let base = isAscending ? records.reversed() : records
        return base.enumerated().sorted { left, right in
            let difference = YidaCondition.compare(rank(left.element), rank(right.element)) ?? 0
            guard difference != 0 else { return left.offset < right.offset }
            return (difference < 0) == isAscending
        }.map(\.element)
    }
}
