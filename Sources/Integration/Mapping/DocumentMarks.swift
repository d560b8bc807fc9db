/// Where a document carries our number and the id of what it is made of. By them it is found again after a reply was lost:
/// without them it would be made a second time.
struct DocumentMarks: Sendable {
    /// The field with our number; nil where Kingdee allots it, or the record has its own.
    var numberField: String?
    /// The field with the id; nil for records without one.
    var sourceField: String?
    /// The entry that the source field belongs to; nil for the head.
    var sourceEntry: String?
    /// The name of the id among the record's.
    let source: SourceName
    /// Whether neither a script nor the lack of a row can take them away, so that no document need be looked at.
    var areSure: Bool

    /// Checks a finished document.
    func check(_ document: JSONValue, _ record: RecordContext) throws(MappingError) {
        var problems: [MappingError.Problem] = []
        if let numberField, !record.number.isEmpty {
            let text = document.at(path: numberField)?.text
            if text?.contains(record.number) != true {
                problems.append(problem(numberField, "number", record.number, text ?? ""))
            }
        }
        if let sourceField, let id = record.value(of: source)?.text {
            let holders = sourceEntry.map { document[$0]?.elements ?? [] } ?? [document]
            let texts = holders.compactMap { $0.at(path: sourceField)?.text }
            let isThere = texts.contains { text in
                KingdeeDocument(id: "", number: "", status: "", source: text).names(instance: id)
            }
            if !isThere {
                let path = sourceEntry.map { "\($0).\(sourceField)" } ?? sourceField
                problems.append(problem(path, source.text, id, texts.first ?? ""))
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
    }

    private func problem(_ field: String, _ name: String, _ wanted: String, _ text: String) -> MappingError.Problem {
        MappingError.Problem(
            field: field, component: name, value: ReplyText.brief(text),
            reason: "the finished document does not carry \(wanted) there, by which it is found again",
            remedy: "write \(field): {from: \(name)} or ${\(name)} in a template, and let scripts leave it as it is")
    }
}
