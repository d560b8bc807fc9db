import Yams

/// How a value is made: one source, and the transforms that change what it gives.
struct ValueRule: Sendable {
    private let transforms: [any Transform]
    /// The names that the value is taken from.
    let sources: [String]

    /// Takes the transforms' keys from a rule's block; nil, with the mistakes noted, when they make no value.
    init?(_ section: inout MappingSection, _ library: MappingLibrary) {
        transforms = TransformCatalog.all.compactMap { $0.init(&section, library) }
        sources = transforms.flatMap(\.sources)
        let count = transforms.count { type(of: $0).isSource }
        guard count != 1, !(count == 0 && transforms.contains { $0.canBegin }) else { return }
        let problem = count == 0 ? "has no source" : "has \(count) sources"
        section.notes.note(
            line: section.line, "\(section.name) \(problem); write one of from:, constant: and template:")
        return nil
    }

    /// Reads the rule behind a key inside `section`: a block, or a single value, which by default is a constant.
    init?(
        _ member: MappingSection.Member, in section: MappingSection, _ library: MappingLibrary,
        textIs single: (JSONValue) -> ValueRule = ValueRule.init(constant:)
    ) {
        if let value = member.node.scalarValue {
            self = single(value)
            return
        }
        let opened = MappingSection(
            member.node, name: section.path(member.key), line: member.line, notes: section.notes,
            write: "\(member.key): {from: TextField_REASON} or \(member.key): {constant: \"1\"}")
        guard var inner = opened else { return nil }
        let rule = ValueRule(&inner, library)
        inner.finish()
        guard let rule else { return nil }
        self = rule
    }

    init(constant value: JSONValue) {
        transforms = [ConstantSource(value)]
        sources = []
    }

    /// A rule that copies what `name` stands for.
    init(copying name: String) {
        transforms = [ComponentSource(copying: name)]
        sources = [name]
    }

    /// A rule that copies what a plain text names.
    static func copying(_ value: JSONValue) -> ValueRule { ValueRule(copying: value.text ?? "") }

    /// The value; nil when nothing is filled in.
    func value(_ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        var value: JSONValue?
        for transform in transforms {
            if type(of: transform).appliesToEach, case .array(let elements)? = value {
                var changed: [JSONValue] = []
                for element in elements {
                    if let element = try transform.apply(element, record) { changed.append(element) }
                }
                value = changed.isEmpty ? nil : .array(changed)
            } else {
                value = try transform.apply(value, record)
            }
        }
        return value
    }
}
