import Seams

/// Reading columns of a form: `ExecuteBillQuery`.
extension KingdeeClient {
    /// The most rows that a server gives by default (the reference's section 7.1).
    static let rowsPerPage = 2000
    /// No server is set up for smaller pages than this: a shorter one is the last.
    static let smallestPage = 100

    /// All rows of `form` that meet `filter`, page by page, each with its cells in the order of `columns`.
    ///
    /// - Parameters:
    ///   - order: makes the pages disjoint; an order that tells all rows apart.
    ///   - most: more rows than this are an error, since a caller that sees only a part would take it for the whole.
    func allRows(
        form: String, columns: [String], filter: String, order: String, most: Int = 1_000_000
    ) async throws(PlatformFailure) -> [[JSONValue]] {
        var all: [[JSONValue]] = []
        while true {
            let page = try await rows(
                form: form, columns: columns, filter: filter, order: order, from: all.count,
                limit: KingdeeClient.rowsPerPage)
            all += page
            // A server may have a smaller page than asked for: a short one need not be the last.
            guard page.count >= KingdeeClient.smallestPage else { return all }
            guard all.count <= most else {
                throw .rejected(reason: "\(form) has more than \(most) rows; write a filter")
            }
        }
    }

    /// One page of a query's rows.
    func rows(
        form: String, columns: [String], filter: String, order: String, from start: Int, limit: Int
    ) async throws(PlatformFailure) -> [[JSONValue]] {
        let data: JSONValue = .members([
            "FormId": .string(form), "FieldKeys": .string(columns.joined(separator: ",")),
            "FilterString": .string(filter), "OrderString": .string(order), "TopRowCount": 0,
            "StartRow": .number(String(start)), "Limit": .number(String(limit)), "SubSystemId": "",
        ])
        let body = JSONValue.members(["formid": .string(form), "data": data]).jsonText
        guard let rows = try await call("ExecuteBillQuery", body: body, isWrite: false).elements else {
            throw .outcomeUnknown("the query's reply is no list")
        }
        var cells: [[JSONValue]] = []
        for row in rows {
            guard let row = row.elements, row.count == columns.count else {
                throw .outcomeUnknown("the query's reply has a row that is none: \(ReplyText.brief(row.jsonText))")
            }
            cells.append(row)
        }
        return cells
    }

    /// A text as a literal of a filter.
    static func literal(_ text: String) -> String { "'\(escaped(text))'" }

    /// Text inside a quoted literal.
    static func escaped(_ text: String) -> String {
        text.replacing("'", with: "''")
    }
}
