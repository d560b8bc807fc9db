import Seams

/// Reading columns of a form: `ExecuteBillQuery`, page by page.
extension KingdeeClient {
    /// The rows of `form` that meet `filter`, each with its cells in the order of `keys`.
    ///
    /// - Parameters:
    ///   - order: Kingdee's order; pages are only sound under one that is total, such as `FNumber ASC`.
    ///   - most: more rows than this are an error, since a caller that sees only a part would take it for the whole.
    func table(
        form: String, keys: [String], filter: String, order: String = "", most: Int = 200_000
    ) async throws(PlatformFailure) -> [[JSONValue]] {
        let page = 2000
        var found: [[JSONValue]] = []
        while true {
            let data: JSONValue = .members([
                "FormId": .string(form), "FieldKeys": .string(keys.joined(separator: ",")),
                "FilterString": .string(filter), "OrderString": .string(order), "TopRowCount": 0,
                "StartRow": .number(String(found.count)), "Limit": .number(String(page)), "SubSystemId": "",
            ])
            let body = JSONValue.members(["formid": .string(form), "data": data]).jsonText
            guard let rows = try await call("ExecuteBillQuery", body: body, isWrite: false).elements else {
                throw .outcomeUnknown("the query's reply is no list")
            }
            for row in rows {
                guard let cells = row.elements, cells.count == keys.count else {
                    throw .outcomeUnknown("the query's reply has a row that is none: \(ReplyText.brief(row.jsonText))")
                }
                found.append(cells)
            }
            guard found.count <= most else {
                throw .rejected(reason: "\(form) has more than \(most) rows; write a filter")
            }
            // A server may have a smaller page than asked: only an empty one is surely the last.
            if rows.count < page, rows.count < 100 || rows.isEmpty { return found }
        }
    }
}
