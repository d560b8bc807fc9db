import Seams

/// How one field of the document gets its value.
struct FieldRule: Sendable {
    /// The field, such as `FDate`; with dots for a field inside an object, such as `FDetailID.FDETAILID__FFLEX5`.
    let field: String
    /// Whether an empty value is an error; otherwise the field is left out.
    private let isRequired: Bool
    /// When it does not hold, the field is left out.
    private let condition: Condition?
    private let rule: ValueRule

    /// Reads the rule behind a field; nil, with the mistakes noted, when it is none.
    init?(_ member: MappingSection.Member, in name: String, _ library: MappingLibrary) {
        let path = "\(name).\(member.key)"
        let opened = MappingSection(
            member.node, name: path, line: member.line, notes: library.notes,
            write: "\(member.key): {from: TextField_REASON} or \(member.key): {constant: \"1\"}")
        guard var section = opened else { return nil }
        field = member.key
        isRequired = section.flag("required", default: true)
        condition = Condition(&section, "when", library)
        let rule = ValueRule(&section, library)
        section.finish()
        guard let rule else { return nil }
        self.rule = rule
    }

    /// A rule that copies one of the form's own names, such as `instance`.
    init(field: String, copying name: String) {
        self.field = field
        isRequired = true
        condition = nil
        rule = ValueRule(copying: name)
    }

    /// The names that the value is taken from.
    var sources: [String] { rule.sources }

    /// The field's value; nil when it is left out.
    ///
    /// - Parameter path: the field as messages call it.
    func value(_ record: RecordContext, path: String) throws(MappingError) -> JSONValue? {
        let value: JSONValue?
        do {
            guard try condition?.holds(record) ?? true else { return nil }
            value = try rule.value(record)
        } catch {
            throw MappingError(error, field: path, sources: sources)
        }
        guard value == nil, isRequired else { return value }
        throw MappingError(emptiness(record), field: path, sources: sources)
    }

    private func emptiness(_ record: RecordContext) -> TransformRefusal {
        guard sources.isEmpty || record.value(of: sources) != nil else {
            let near = Spelling.nearest(to: sources[0], among: record.componentIDs).map { "; it has '\($0)'" } ?? ""
            return TransformRefusal(
                value: "", reason: "the form has no such component\(near)",
                remedy: "correct 'from' in the mapping, or write required: false if the form may lack it")
        }
        return TransformRefusal(
            value: "", reason: "nothing is filled in",
            remedy: "fill it in, or write default: or required: false in the mapping")
    }
}

extension MappingError {
    /// One field's problem.
    init(_ refusal: TransformRefusal, field: String, sources: [String]) {
        self.init([
            Problem(
                field: field, component: sources.isEmpty ? "a constant" : sources.joined(separator: " or "),
                value: ReplyText.brief(refusal.value), reason: refusal.reason, remedy: refusal.remedy,
                question: refusal.question)
        ])
    }
}
