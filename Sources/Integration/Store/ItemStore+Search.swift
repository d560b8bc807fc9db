package import Seams

/// What to look for among the items.
package struct ItemQuery: Hashable, Sendable {
    /// Empty takes all.
    package var states: [ItemState] = []
    /// The approval form's process code.
    package var flow: String?
    /// The Kingdee form.
    package var form: String?
    /// The start of an instance id or of a bill number, or a part of a document's number or of a reason.
    package var text: String?
    /// First stored at or after this time.
    package var from: Timestamp?
    /// First stored before this time.
    package var until: Timestamp?
    /// Goes on below this id: `ItemPage.next` of the page before.
    package var before: Int64?
    package var limit = 50

    package init() {}
}

/// One page of a search, newest first.
package struct ItemPage: Hashable, Sendable {
    package var items: [Item]
    /// Where to go on; nil at the end. A page may be short, or empty, and still have a next one: a search looks at a
    /// bounded number of rows at a time.
    package var next: Int64?
    /// With `next`: down to when everything was looked at.
    package var searched: Timestamp?
}

extension ItemStore {
    /// How many rows one request looks at, when no index answers it.
    private static let rowsMax: Int64 = 100_000

    /// Finds items, newest first. Ids and bill numbers come from an index and stand alone on the first page; other texts
    /// are searched in pieces, so that no page takes long however many items there are.
    package func search(_ query: ItemQuery) async throws -> ItemPage {
        try await database.read { database in
            if query.before == nil, let text = query.text, let found = try database.items(named: text, query) {
                return ItemPage(items: found)
            }
            let newest = try database.value(Int64.self, "SELECT MAX(id) FROM items") ?? 0
            let top = min(query.before ?? .max, try database.firstItem(since: query.until, newest: newest))
            let bottom = query.from == nil ? 1 : try database.firstItem(since: query.from, newest: newest)
            guard top > bottom else { return ItemPage(items: []) }
            let isIndexed = query.text == nil && query.form == nil && query.flow == nil
            let floor = isIndexed ? bottom : max(bottom, top - ItemStore.rowsMax)
            let items = try database.items(query, from: floor, below: top)
            if items.count == query.limit, let last = items.last {
                return ItemPage(items: items, next: last.id > bottom ? last.id : nil, searched: last.created)
            }
            guard floor > bottom else { return ItemPage(items: items) }
            let searched = try database.value(
                Timestamp.self, "SELECT created FROM items WHERE id >= ? ORDER BY id LIMIT 1", [.of(floor)])
            return ItemPage(items: items, next: floor, searched: searched)
        }
    }

    /// When the oldest item was stored that still has to become something; nil when nothing is left to do. Approvals that
    /// are still running do not count: nobody waits for us there.
    package func oldestUnfinished() async throws -> Timestamp? {
        try await database.read { database in
            try ItemState.allCases.filter { !$0.isResting && $0 != .open }.compactMap { state in
                try database.value(
                    Timestamp.self, "SELECT created FROM items WHERE state = ? ORDER BY id LIMIT 1",
                    [.of(state.rawValue)])
            }.min()
        }
    }
}

extension SQLConnection {
    /// The items with this instance or number, or whose instance or number begins so; nil when there are none.
    fileprivate func items(named text: String, _ query: ItemQuery) throws -> [Item]? {
        let (conditions, arguments) = query.conditions(withText: false)
        // A prefix is a range where texts compare by their bytes, as SQLite's do; elsewhere the whole text is meant.
        let match = { (column: String) in
            dialect == .sqlite ? "\(column) >= ? AND \(column) < ?" : "\(column) = ?"
        }
        var bounds: [SQLValue] = [.of(text)]
        if dialect == .sqlite { bounds.append(.of(text + "\u{10FFFF}")) }
        bounds += arguments
        bounds.append(.of(query.limit))
        var found: [Item] = []
        for column in ["instance", "number"] {
            let sql = "SELECT \(Item.columns) FROM items WHERE \(match(column))\(conditions) ORDER BY \(column) LIMIT ?"
            found += try rows(sql, bounds).map(Item.init(row:))
        }
        var seen: Set<Int64> = []
        let items = found.filter { item in
            (query.states.isEmpty || query.states.contains(item.progress.state)) && seen.insert(item.id).inserted
        }
        return items.isEmpty ? nil : Array(items.sorted { $0.id > $1.id }.prefix(query.limit))
    }

    /// The newest items first, with ids in `from ..< below`. Each state has an order of its own in the index, hence one
    /// query each.
    fileprivate func items(_ query: ItemQuery, from floor: Int64, below top: Int64) throws -> [Item] {
        let (conditions, arguments) = query.conditions(withText: true)
        let states: [ItemState?] = query.states.isEmpty ? [nil] : query.states
        var found: [Item] = []
        for state in states {
            var values: [SQLValue] = [.of(floor), .of(top)]
            if let state { values.append(.of(state.rawValue)) }
            values += arguments
            values.append(.of(query.limit))
            let sql = """
                SELECT \(Item.columns) FROM items
                WHERE id >= ? AND id < ?\(state == nil ? "" : " AND state = ?")\(conditions)
                ORDER BY id DESC LIMIT ?
                """
            found += try rows(sql, values).map(Item.init(row:))
        }
        return Array(found.sorted { $0.id > $1.id }.prefix(query.limit))
    }

    /// The id of the first item that was stored at or after `time`; one more than `newest` when there is none, or no time.
    ///
    /// Ids rise with time, so that it is found by halving, without an index of its own.
    fileprivate func firstItem(since time: Timestamp?, newest: Int64) throws -> Int64 {
        guard let time else { return newest + 1 }
        var (low, high) = (Int64(1), newest + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let row = try row("SELECT id, created FROM items WHERE id >= ? ORDER BY id LIMIT 1", [.of(middle)])
            guard let row else { return low }
            if try row.get(1, as: Timestamp.self) < time {
                low = try row.get(0, as: Int64.self) + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension ItemQuery {
    /// The conditions that no index answers, each with a leading `AND`.
    fileprivate func conditions(withText: Bool) -> (String, [SQLValue]) {
        var (text, arguments) = ("", [SQLValue]())
        func add(_ condition: String, _ values: SQLValue...) {
            text += " AND \(condition)"
            arguments += values
        }
        if let flow { add("flow = ?", .of(flow)) }
        if let form { add("form = ?", .of(form)) }
        if let from { add("created >= ?", .of(from)) }
        if let until { add("created < ?", .of(until)) }
        guard withText, let wanted = self.text else { return (text, arguments) }
        let pattern = wanted.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%")
            .replacing("_", with: "\\_")
        add(
            #"(LOWER(reason) LIKE ? ESCAPE '\' OR LOWER(document_number) LIKE ? ESCAPE '\')"#, .of("%\(pattern)%"),
            .of("%\(pattern)%"))
        return (text, arguments)
    }
}
