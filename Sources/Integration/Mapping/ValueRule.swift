import Yams

/// How a value is made: one source, and the transforms that change what it gives.
struct ValueRule: Sendable {
    private struct Step: Sendable {
        var transform: any Transform
        var appliesToEach: Bool

        init(_ transform: any Transform) {
            self.transform = transform
            appliesToEach = type(of: transform).appliesToEach
        }
    }

    /// What makes the value, but for `reference`.
    private let steps: [Step]
    private let reference: ReferenceTransform?
    /// The JSON text of a value that is the same for every record.
    private let constant: [UInt8]?
    /// The names that the value is taken from.
    let sources: [String]

    /// Takes the transforms' keys from a rule's block; nil, with the mistakes noted, when they make no value.
    init?(_ section: inout MappingSection, _ library: MappingLibrary) {
        let transforms = TransformCatalog.all.compactMap { $0.init(&section, library) }
        self.init(transforms, sources: transforms.flatMap(\.sources))
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

    private init(_ transforms: [any Transform], sources: [String]) {
        self.sources = sources
        reference = transforms.last as? ReferenceTransform
        steps = (reference == nil ? transforms[...] : transforms.dropLast()).map(Step.init)
        guard steps.count == 1, let value = (steps[0].transform as? ConstantSource)?.value else {
            constant = nil
            return
        }
        var bytes: [UInt8] = []
        if let reference { reference.write(value, to: &bytes) } else { value.write(to: &bytes) }
        constant = bytes
    }

    /// Whether the value always has the text of `name` in it, but for what scripts do to it.
    func carries(_ name: String) -> Bool {
        guard let source = steps.first, reference == nil else { return false }
        return source.transform.carries(name) && steps.dropFirst().allSatisfy(\.transform.leavesText)
    }

    /// Whether a script makes or changes the value.
    var hasScript: Bool { steps.contains { $0.transform is ScriptTransform } }

    /// What empties a field that it fills.
    var emptyValue: JSONValue { reference?.emptyValue ?? "" }

    init(constant value: JSONValue) {
        self.init([ConstantSource(value)], sources: [])
    }

    /// A rule that copies what `name` stands for.
    init(copying name: SourceName) {
        self.init([ComponentSource(copying: name)], sources: [name.text])
    }

    /// A rule that copies what a plain text names.
    static func copying(_ text: String, _ library: MappingLibrary) -> ValueRule {
        ValueRule(copying: library.name(text))
    }

    /// The value; nil when nothing is filled in.
    func value(_ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        let value = try unreferenced(record)
        return if let reference { reference.apply(value, record) } else { value }
    }

    /// Appends the value's JSON text; false when nothing is filled in.
    func write(_ record: RecordContext, to bytes: inout [UInt8]) throws(TransformRefusal) -> Bool {
        if let constant {
            bytes += constant
            return true
        }
        guard let value = try unreferenced(record) else { return false }
        if let reference { reference.write(value, to: &bytes) } else { value.write(to: &bytes) }
        return true
    }

    private func unreferenced(_ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        var value: JSONValue?
        for step in steps {
            if step.appliesToEach, case .array(let elements)? = value {
                var changed: [JSONValue] = []
                for element in elements {
                    if let element = try step.transform.apply(element, record) { changed.append(element) }
                }
                value = changed.isEmpty ? nil : .array(changed)
            } else {
                value = try step.transform.apply(value, record)
            }
        }
        return value
    }
}
