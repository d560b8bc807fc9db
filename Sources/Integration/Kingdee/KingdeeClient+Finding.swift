import Seams

/// Looking documents up: `ExecuteBillQuery`.
extension KingdeeClient {
    /// More rows than these can neither have one number nor one source.
    private static let rowsMax = 100_000

    /// The documents that a trace leads to, by id. A document with several rows is listed once.
    package func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        let filter =
            switch trace {
            case .number(let number): "\(form.numberField)=\(KingdeeClient.literal(number))"
            case .source(let source): "\(form.sourceField) like '%\(KingdeeClient.pattern(source))%'"
            case .id(let id): "\(form.keyField)=\(KingdeeClient.literal(id))"
            }
        var found: [KingdeeDocument] = []
        let rows = try await allRows(
            form: form.id,
            columns: [form.keyField, form.numberField, "FDocumentStatus", form.sourceField]
                + [form.cancelField].compactMap(\.self),
            filter: filter, order: "\(form.keyField) ASC", most: KingdeeClient.rowsMax)
        for document in try rows.map(KingdeeDocument.init(row:)) {
            if let index = found.firstIndex(where: { $0.id == document.id }) {
                found[index].take(sourceOf: document)
            } else {
                found.append(document)
            }
        }
        guard case .source(let source) = trace else { return found }
        return found.filter { $0.source?.contains(source) == true }
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

    /// Reads a row of the four columns, and the fifth when it was asked for.
    fileprivate init(row cells: [JSONValue]) throws(PlatformFailure) {
        guard let id = cells[0].text else { throw .outcomeUnknown("a document without an id") }
        self.init(
            id: id, number: cells[1].text ?? "", status: cells[2].text ?? "", source: cells[3].text,
            isCancelled: cells.count > 4 ? cells[4].text == "B" : nil)
    }
}
