import Seams

/// Looking documents up: `ExecuteBillQuery`.
extension KingdeeClient {
    /// The server's page, unless it is configured otherwise, and a bound on pages: more documents than that can neither
    /// have one number nor one source.
    private static let page = 2000
    private static let pagesMax = 50

    /// The documents with this number, or with number nil those whose field `sourceField` contains `source`, by id.
    ///
    /// A document with several rows is listed once.
    package func find(
        form: String, number: String?, source: String, sourceField: String
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        let filter =
            number.map { "FBillNo='\(KingdeeClient.escaped($0))'" }
            ?? "\(sourceField) like '%\(KingdeeClient.pattern(source))%'"
        var found: [KingdeeDocument] = []
        for page in 0..<KingdeeClient.pagesMax {
            let rows = try await rows(form, sourceField, filter, from: page * KingdeeClient.page)
            for document in try rows.map(KingdeeDocument.init(row:))
            where !found.contains(where: { $0.id == document.id }) {
                found.append(document)
            }
            guard rows.count == KingdeeClient.page else {
                return number == nil ? found.filter { $0.source?.contains(source) == true } : found
            }
        }
        throw .outcomeUnknown("the query \(filter) does not end")
    }

    private func rows(
        _ form: String, _ sourceField: String, _ filter: String, from start: Int
    ) async throws(PlatformFailure) -> [JSONValue] {
        let data: JSONValue = .members([
            "FormId": .string(form), "FieldKeys": .string("FID,FBillNo,FDocumentStatus,\(sourceField)"),
            "FilterString": .string(filter), "OrderString": "FID ASC", "TopRowCount": 0,
            "StartRow": .number(String(start)), "Limit": .number(String(KingdeeClient.page)), "SubSystemId": "",
        ])
        let body = JSONValue.members(["formid": .string(form), "data": data]).jsonText
        guard let rows = try await call("ExecuteBillQuery", body: body, isWrite: false).elements else {
            throw .outcomeUnknown("the query's reply is no list")
        }
        return rows
    }

    /// Text inside a quoted literal.
    private static func escaped(_ text: String) -> String {
        text.replacing("'", with: "''")
    }

    /// Text inside a quoted `like` pattern: `[` would open a set, so that any one character may stand in its place; what
    /// matches too much (`_` and `%` are wildcards too) is sorted out afterwards.
    private static func pattern(_ text: String) -> String {
        escaped(text).replacing("[", with: "_")
    }
}

extension KingdeeDocument {
    /// Reads a row of the four columns.
    fileprivate init(row: JSONValue) throws(PlatformFailure) {
        guard let cells = row.elements, cells.count == 4, let id = cells[0].text else {
            throw .outcomeUnknown("the query's reply has a row that is none: \(ReplyText.brief(row.jsonText))")
        }
        self.init(
            id: id, number: cells[1].text ?? "", status: cells[2].text ?? "", source: cells[3].text)
    }
}
