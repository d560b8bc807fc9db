import Seams

/// Looking documents up: `ExecuteBillQuery`.
extension KingdeeClient {
    /// The server's page, unless it is configured otherwise, and a bound on pages: more documents than that can neither
    /// have one number nor one source.
    private static let page = 2000
    private static let pagesMax = 50

    /// The documents that a trace leads to, by id. A document with several rows is listed once.
    package func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        let filter =
            switch trace {
            case .number(let number): "\(form.numberField)='\(KingdeeClient.escaped(number))'"
            case .source(let source): "\(form.sourceField) like '%\(KingdeeClient.pattern(source))%'"
            case .id(let id): "\(form.keyField)='\(KingdeeClient.escaped(id))'"
            }
        var found: [KingdeeDocument] = []
        for page in 0..<KingdeeClient.pagesMax {
            let rows = try await rows(form, filter, from: page * KingdeeClient.page)
            for document in try rows.map(KingdeeDocument.init(row:)) {
                if let index = found.firstIndex(where: { $0.id == document.id }) {
                    found[index].take(sourceOf: document)
                } else {
                    found.append(document)
                }
            }
            guard rows.count == KingdeeClient.page else {
                guard case .source(let source) = trace else { return found }
                return found.filter { $0.source?.contains(source) == true }
            }
        }
        throw .outcomeUnknown("the query \(filter) does not end")
    }

    private func rows(
        _ form: DocumentForm, _ filter: String, from start: Int
    ) async throws(PlatformFailure) -> [JSONValue] {
        let keys = [form.keyField, form.numberField, "FDocumentStatus", form.sourceField]
        let data: JSONValue = .members([
            "FormId": .string(form.id), "FieldKeys": .string(keys.joined(separator: ",")),
            "FilterString": .string(filter), "OrderString": .string("\(form.keyField) ASC"), "TopRowCount": 0,
            "StartRow": .number(String(start)), "Limit": .number(String(KingdeeClient.page)), "SubSystemId": "",
        ])
        let body = JSONValue.members(["formid": .string(form.id), "data": data]).jsonText
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
    /// Another row of the same document: where the source is a field of rows, any of them may name it.
    fileprivate mutating func take(sourceOf row: KingdeeDocument) {
        guard let other = row.source, other != source else { return }
        source = source.map { "\($0)\n\(other)" } ?? other
    }

    /// Reads a row of the four columns.
    fileprivate init(row: JSONValue) throws(PlatformFailure) {
        guard let cells = row.elements, cells.count == 4, let id = cells[0].text else {
            throw .outcomeUnknown("the query's reply has a row that is none: \(ReplyText.brief(row.jsonText))")
        }
        self.init(
            id: id, number: cells[1].text ?? "", status: cells[2].text ?? "", source: cells[3].text)
    }
}
