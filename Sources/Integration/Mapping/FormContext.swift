/// What a rule can take values from: the instance, its number, and inside a table the row at hand.
struct FormContext: Sendable {
    let instance: ApprovalInstance
    /// The document's number.
    let number: String
    /// The row's cells; nil outside tables.
    var row: [TableCell]?

    /// The names that stand for something else than a component.
    static let ownNames = ["instance", "businessId", "title", "originator", "originatorDepartment", "number"]

    /// The value of the first of `names` that exists: one of the own names, a cell of the row, a component of the form.
    /// Nil when none does.
    func value(of names: [String]) -> FormSource? {
        for name in names {
            if let source = ownValue(name) ?? cell(name) ?? component(name) { return source }
        }
        return nil
    }

    /// The ids that a rule could have named, for messages.
    var componentIDs: [String] {
        (row ?? []).map(\.key) + instance.values.map(\.id)
    }

    private func ownValue(_ name: String) -> FormSource? {
        let text: String
        switch name {
        case "instance": text = instance.id
        case "businessId": text = instance.businessID
        case "title": text = instance.title
        case "originator": text = instance.originatorUserID
        case "originatorDepartment": text = instance.originatorDepartmentID
        case "number": text = number
        default: return nil
        }
        return FormSource(value: text, ext: nil)
    }

    private func cell(_ name: String) -> FormSource? {
        row?.first { $0.key == name }.map { FormSource(value: $0.value, ext: $0.ext) }
    }

    private func component(_ name: String) -> FormSource? {
        guard let value = instance.values.first(where: { $0.id == name }) else { return nil }
        // Text that is no JSON is an extension without members.
        return FormSource(value: value.value, ext: value.extValue.flatMap { try? JSONValue(parsing: $0) })
    }
}

/// A value as the form has it.
struct FormSource: Hashable, Sendable {
    /// Nil when it is not filled in: an unfilled component reads as the four characters `null`.
    let text: String?
    /// What stands behind the shown text: ids of contacts, departments and options.
    let ext: JSONValue?

    init(value: String?, ext: JSONValue?) {
        text = value.flatMap { ["", "null"].contains($0) ? nil : $0 }
        self.ext = ext
    }
}

/// One cell of a table's row, as a table reads back.
struct TableCell: Hashable, Sendable {
    /// The component's id; older rows have its label here.
    let key: String
    let value: String?
    /// In rows an object, elsewhere text.
    let ext: JSONValue?

    /// Reads the rows behind a table's value; nil when it is no table.
    ///
    /// An unfilled table reads as `null`, or as its own schema: objects without `rowValue`, which make no rows.
    static func rows(_ value: String) -> [[TableCell]]? {
        if ["", "null"].contains(value) { return [] }
        guard let rows = (try? JSONValue(parsing: value))?.elements else { return nil }
        return rows.compactMap { $0["rowValue"]?.elements?.map(TableCell.init(reading:)) }
    }

    private init(reading cell: JSONValue) {
        key = cell["key"]?.text ?? cell["label"]?.text ?? ""
        value = cell["value"].map { $0.text ?? $0.jsonText }
        let ext = cell["extendValue"]
        // The text is JSON inside JSON, as in `extValue`.
        self.ext = ext?.text.flatMap { try? JSONValue(parsing: $0) } ?? ext
    }
}
