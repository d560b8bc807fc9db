import Seams

/// How one field of the document gets its value.
struct FieldRule: Sendable {
    /// The field, such as `FDate`; with dots for a field inside an object, such as `FDetailID.FDETAILID__FFLEX5`.
    let field: String
    /// Whether an empty value is an error; otherwise the field is left out.
    private let isRequired: Bool
    private let transforms: [any Transform]

    /// Reads the rule behind a field; nil, with the mistakes noted, when it is none.
    init?(
        _ member: MappingSection.Member, in name: String, _ dictionaries: [String: MappingDictionary],
        _ notes: MappingNotes
    ) {
        let path = "\(name).\(member.key)"
        let opened = MappingSection(
            member.node, name: path, line: member.line, notes: notes,
            write: "\(member.key): {from: TextField_REASON} or \(member.key): {constant: \"1\"}")
        guard var rule = opened else { return nil }
        field = member.key
        isRequired = rule.flag("required", default: true)
        transforms = TransformCatalog.all.compactMap { $0.init(&rule, dictionaries) }
        rule.finish()
        let sources = transforms.filter { type(of: $0).isSource }
        guard sources.count != 1 else { return }
        let problem = sources.isEmpty ? "has no source" : "has \(sources.count) sources"
        notes.note(line: member.line, "\(path) \(problem); write one of from:, constant: and template:")
        return nil
    }

    /// A rule that copies one of the form's own names, such as `instance`.
    init(field: String, copying name: String) {
        self.field = field
        isRequired = true
        transforms = [ComponentSource(copying: name)]
    }

    /// The names that the value is taken from.
    var sources: [String] { transforms.flatMap(\.sources) }

    /// The field's value; nil when it is left out.
    ///
    /// - Parameter path: the field as messages call it.
    func value(_ form: FormContext, path: String) throws(MappingError) -> JSONValue? {
        var value: JSONValue?
        for transform in transforms {
            do {
                value = try transform.apply(value, form)
            } catch {
                throw problem(path, form, error.value, error.reason, error.remedy)
            }
        }
        guard value == nil, isRequired else { return value }
        throw emptiness(path, form)
    }

    private func emptiness(_ path: String, _ form: FormContext) -> MappingError {
        guard sources.isEmpty || form.value(of: sources) != nil else {
            let near = Spelling.nearest(to: sources[0], among: form.componentIDs).map { "; it has '\($0)'" } ?? ""
            return problem(
                path, form, "", "the form has no such component\(near)",
                "correct 'from' in the mapping, or write required: false if the form may lack it")
        }
        return problem(
            path, form, "", "nothing is filled in",
            "fill it in, or write default: or required: false in the mapping")
    }

    private func problem(
        _ path: String, _ form: FormContext, _ value: String, _ reason: String, _ remedy: String
    ) -> MappingError {
        MappingError([
            MappingError.Problem(
                field: path, component: sources.isEmpty ? "a constant" : sources.joined(separator: " or "),
                value: ReplyText.brief(value), reason: reason, remedy: remedy)
        ])
    }
}
