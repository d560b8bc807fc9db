import Seams

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
    /// Whether a component that the form does not have counts as one that is not filled in.
    var toleratesAbsence = false
    private let form: FormReader

    /// - Parameter names: how many different names the mapping has.
    init(_ subject: Subject, number: String, knowledge: MappingKnowledge = MappingKnowledge(), names: Int) {
        self.subject = subject
        self.number = number
        self.knowledge = knowledge
        form = FormReader(subject, names: names)
    }

    /// The value of the first of `names` that exists: one of the own names, a cell of the row, a component of the form.
    /// Nil when none does.
    func value(of names: [SourceName]) -> FormSource? {
        for name in names {
            if let source = value(of: name) { return source }
        }
        return nil
    }

    /// The rows of the table, or of the list, that `name` stands for; nil when it is none.
    func rows(of name: SourceName) -> [RecordRow]? {
        if case .record = subject {
            guard let value = value(of: name)?.value else { return [] }
            return value.elements?.map(RecordRow.element)
        }
        return form.rows(name) { value(of: name)?.text ?? "null" }
    }

    /// The ids that a rule could have named, for messages.
    var componentIDs: [String] {
        switch subject {
        case .approval(let instance): (row?.names ?? []) + instance.values.map(\.id)
        case .record(let value): (row?.names ?? []) + value.memberNames
        }
    }

    /// The mistake of naming components of which the form has none; nil where it has one, or where that is no mistake: other
    /// records leave out what is empty.
    func absence(of names: [String]) -> TransformRefusal? {
        // An earlier document is no component, and in a preview perhaps not made yet.
        guard !toleratesAbsence, case .approval = subject, !names.contains(where: { $0.hasPrefix("document.") }),
            var missing = missing(names)
        else { return nil }
        missing.value = names.joined(separator: " or ")
        missing.remedy = "correct it in the mapping, or write required: false if the form may lack it"
        return missing
    }

    /// Says that the form has none of these components; nil where it has one.
    func missing(_ names: [String]) -> TransformRefusal? {
        guard let first = names.first, !names.contains(where: { value(of: .asked($0)) != nil }) else { return nil }
        let near = Spelling.nearest(to: first, among: componentIDs).map { "; it has '\($0)'" } ?? ""
        return TransformRefusal(
            value: "", reason: "the form has no such component\(near)",
            remedy: "correct 'from' in the mapping, or write required: false if the form may lack it")
    }

    func value(of name: SourceName) -> FormSource? {
        if name.isNumber { return FormSource(value: number) }
        switch subject {
        case .approval(let instance):
            if let own = name.own { return FormSource(value: instance.value(of: own)) }
            return row?.value(of: name) ?? form.component(name)
        case .record(let value):
            // An earlier document's number is a member whose own name has dots.
            return row?.value(of: name) ?? (value.at(path: name.path) ?? value[name.text]).map(FormSource.init)
        }
    }
}

extension ApprovalInstance {
    fileprivate func value(of own: SourceName.Own) -> String {
        switch own {
        case .instance: id
        case .businessID: businessID
        case .title: title
        case .originator: originatorUserID
        case .originatorDepartment: originatorDepartmentID
        }
    }
}

/// Finds the components of one form, and parses each text once, however many rules ask for it.
final class FormReader {
    private let values: [FormValue]
    /// Where the component with each name stands: `unknown` before anybody asked, `absent` when there is none.
    private var places: [Int32]
    private var extensions: [Int: JSONTape?] = [:]
    private var tables: [String: [RecordRow]?] = [:]

    private static let (unknown, absent): (Int32, Int32) = (-2, -1)

    init(_ subject: RecordContext.Subject, names: Int) {
        if case .approval(let instance) = subject { values = instance.values } else { values = [] }
        places = Array(repeating: FormReader.unknown, count: names)
    }

    func component(_ name: SourceName) -> FormSource? {
        var place = name.index < places.count ? places[name.index] : FormReader.unknown
        if place == FormReader.unknown {
            place = values.place(of: name.text).map(Int32.init) ?? FormReader.absent
            if name.index < places.count { places[name.index] = place }
        }
        guard place != FormReader.absent else { return nil }
        return FormSource(value: values[Int(place)].value, behind: .component(Int(place), self))
    }

    func ext(_ index: Int) -> JSONView? {
        guard let text = values[index].extValue else { return nil }
        if let known = extensions[index] { return known?.root }
        // Text that is no JSON is an extension without members.
        let tape = try? JSONTape(parsing: Array(text.utf8))
        extensions[index] = .some(tape)
        return tape?.root
    }

    func rows(_ name: SourceName, _ text: () -> String) -> [RecordRow]? {
        if let known = tables[name.text] { return known }
        let rows = FormTable(parsing: text())?.rows
        tables[name.text] = .some(rows)
        return rows
    }
}

/// A value as the form has it.
struct FormSource {
    /// Where to look for what stands behind a value.
    enum Behind {
        case nothing
        case component(Int, FormReader)
        case cell(FormTable, FormTable.Cell)
    }

    /// Nil when it is not filled in: an unfilled component reads as the four characters `null`.
    let value: JSONValue?
    private let behind: Behind

    /// A component's value.
    init(value: String?, behind: Behind = .nothing) {
        self.value = value.flatMap { $0.isEmpty || $0 == "null" ? nil : .string($0) }
        self.behind = behind
    }

    /// A record's value.
    init(_ value: JSONValue) {
        self.value = value.isNull || value == "" ? nil : value
        behind = .nothing
    }

    /// The value's text; nil for objects and lists too.
    var text: String? { value?.text }

    /// What stands behind the shown text: ids of contacts, departments and options.
    var ext: JSONView? {
        switch behind {
        case .nothing: nil
        case .component(let index, let form): form.ext(index)
        case .cell(let table, let cell): table.ext(of: cell)
        }
    }
}

extension JSONValue {
    /// The value at a path of names and places, such as `dept_order_list.0.order`; nil when there is none. A text that
    /// holds JSON, as DingTalk's `extension` does, is entered like the JSON itself.
    func at(path: String) -> JSONValue? {
        at(path: path.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
    }

    /// As above, by the path's steps.
    func at(path steps: [String]) -> JSONValue? {
        var value = self
        for step in steps {
            guard let next = value.step(step) else { return nil }
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
