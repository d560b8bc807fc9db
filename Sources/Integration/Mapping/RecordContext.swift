/// What a rule can take values from: an approval instance or any other record, the document's number, and inside rows
/// the row at hand.
struct RecordContext {
    /// What is mapped.
    enum Subject {
        case approval(ApprovalInstance)
        /// A user, a department, a form's data: any JSON value. Names are paths, such as `dept_order_list.0.order`.
        case record(JSONValue)
    }

    let subject: Subject
    /// The document's number.
    let number: String
    /// What was asked of the outside before.
    let knowledge: MappingKnowledge
    /// The row; nil outside rows.
    var row: RecordRow?
    private let parsed = ParsedComponents()

    /// The names that stand for something else than a component of an approval.
    static let ownNames = ["instance", "businessId", "title", "originator", "originatorDepartment", "number"]

    init(_ subject: Subject, number: String, knowledge: MappingKnowledge = MappingKnowledge()) {
        self.subject = subject
        self.number = number
        self.knowledge = knowledge
    }

    /// The value of the first of `names` that exists: one of the own names, a cell of the row, a component of the form.
    /// Nil when none does.
    func value(of names: [String]) -> FormSource? {
        for name in names {
            if let source = value(of: name) { return source }
        }
        return nil
    }

    /// The rows of the table, or of the list, that `name` stands for; nil when it is none.
    func rows(of name: String) -> [RecordRow]? {
        if case .record = subject {
            guard let value = value(of: name)?.value else { return [] }
            return value.elements?.map(RecordRow.element)
        }
        let text = value(of: name)?.text ?? "null"
        return parsed.rows(name, text)
    }

    /// The ids that a rule could have named, for messages.
    var componentIDs: [String] {
        switch subject {
        case .approval(let instance): (row?.names ?? []) + instance.values.map(\.id)
        case .record(let value): (row?.names ?? []) + value.memberNames
        }
    }

    private func value(of name: String) -> FormSource? {
        if name == "number" { return FormSource(value: number, ext: nil) }
        switch subject {
        case .approval(let instance):
            return ownValue(name, instance) ?? row?.value(of: name) ?? component(name, instance)
        case .record(let value):
            // An earlier document's number is a member whose own name has dots.
            return row?.value(of: name) ?? (value.at(path: name) ?? value[name]).map(FormSource.init)
        }
    }

    private func ownValue(_ name: String, _ instance: ApprovalInstance) -> FormSource? {
        let text: String
        switch name {
        case "instance": text = instance.id
        case "businessId": text = instance.businessID
        case "title": text = instance.title
        case "originator": text = instance.originatorUserID
        case "originatorDepartment": text = instance.originatorDepartmentID
        default: return nil
        }
        return FormSource(value: text, ext: nil)
    }

    private func component(_ name: String, _ instance: ApprovalInstance) -> FormSource? {
        guard let value = instance.values.first(where: { $0.id == name }) else { return nil }
        return FormSource(value: value.value, ext: parsed.ext(of: value))
    }
}

/// What was parsed of one form: each text once, however many rules ask for it.
private final class ParsedComponents {
    private var extensions: [String: JSONValue?] = [:]
    private var tables: [String: [RecordRow]?] = [:]

    func ext(of value: FormValue) -> JSONValue? {
        guard let text = value.extValue else { return nil }
        if let known = extensions[value.id] { return known }
        // Text that is no JSON is an extension without members.
        let ext = try? JSONValue(parsing: text)
        extensions[value.id] = .some(ext)
        return ext
    }

    func rows(_ name: String, _ text: String) -> [RecordRow]? {
        if let known = tables[name] { return known }
        let rows = TableCell.rows(text)?.map(RecordRow.cells)
        tables[name] = .some(rows)
        return rows
    }
}

/// One row of a table, or one element of a list.
enum RecordRow {
    /// A row of a form's table.
    case cells([TableCell])
    /// An element of a record's list: an object, whose members are named by path, or a single value, named `row`.
    case element(JSONValue)

    func value(of name: String) -> FormSource? {
        switch self {
        case .cells(let cells): cells.first { $0.key == name }.map { FormSource(value: $0.value, ext: $0.ext) }
        case .element(let value): name == "row" ? FormSource(value) : value.at(path: name).map(FormSource.init)
        }
    }

    var names: [String] {
        switch self {
        case .cells(let cells): cells.map(\.key)
        case .element(let value): value.memberNames + ["row"]
        }
    }
}

/// A value as the form has it.
struct FormSource: Hashable {
    /// Nil when it is not filled in: an unfilled component reads as the four characters `null`.
    let value: JSONValue?
    /// What stands behind the shown text: ids of contacts, departments and options.
    let ext: JSONValue?

    /// A component's value.
    init(value: String?, ext: JSONValue?) {
        self.value = value.flatMap { ["", "null"].contains($0) ? nil : .string($0) }
        self.ext = ext
    }

    /// A record's value.
    init(_ value: JSONValue) {
        self.value = value.isNull || value == "" ? nil : value
        ext = nil
    }

    /// The value's text; nil for objects and lists too.
    var text: String? { value?.text }
}

extension JSONValue {
    /// The value at a path of names and places, such as `dept_order_list.0.order`; nil when there is none. A text that
    /// holds JSON, as DingTalk's `extension` does, is entered like the JSON itself.
    func at(path: String) -> JSONValue? {
        var value = self
        for step in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = value.step(String(step)) else { return nil }
            value = next
        }
        return value
    }

    private func step(_ name: String) -> JSONValue? {
        switch self {
        case .object: self[name]
        case .array(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        case .string(let text) where text.hasPrefix("{") || text.hasPrefix("["):
            (try? JSONValue(parsing: text))?.step(name)  // text that is no JSON holds nothing
        case .null, .bool, .number, .string: nil
        }
    }

    /// The names of an object's members; empty for anything else.
    var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
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
