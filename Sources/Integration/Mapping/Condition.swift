import Yams

/// Whether something is wanted: `{from: DDSelectField_KIND, one-of: [差旅费, 交通费]}`, or several conditions under `all`,
/// `any` and `not`.
///
/// A condition is a value, made like a field's, and tests of it that must all hold; see `ValueTest`. A component that the
/// form does not have is a mistake, unless the condition asks whether it is filled in, or the field says `required: false`.
indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case tests([ValueTest], of: ValueRule)

    private static let example = "{from: DDSelectField_KIND, equals: 差旅费}"

    /// Reads the condition behind `key`; nil when there is none, or when it is none, which is noted.
    init?(_ section: inout MappingSection, _ key: String, _ library: MappingLibrary) {
        guard let member = section.take(key) else { return nil }
        self.init(member.node, name: section.path(key), line: member.line, library)
    }

    private init?(_ node: Node, name: String, line: Int, _ library: MappingLibrary) {
        let opened = MappingSection(node, name: name, line: line, notes: library.notes, write: Condition.example)
        guard var section = opened else { return nil }
        defer { section.finish() }
        for (key, combined) in [("all", Condition.all), ("any", Condition.any)] {
            guard let member = section.take(key) else { continue }
            guard let nodes = member.node.sequence.map(Array.init), !nodes.isEmpty else {
                section.note(member, "is no list of conditions; write for example \(key): [\(Condition.example)]")
                return nil
            }
            let conditions = nodes.enumerated().compactMap { index, node in
                Condition(
                    node, name: "\(section.path(key))[\(index + 1)]", line: node.mark?.line ?? member.line, library)
            }
            guard conditions.count == nodes.count else { return nil }
            self = combined(conditions)
            return
        }
        if let inner = Condition(&section, "not", library) {
            self = .not(inner)
            return
        }
        let tests = ValueTest.all(&section)
        guard let rule = ValueRule(&section, library) else { return nil }
        guard !tests.isEmpty else {
            section.notes.note(
                line: line, "\(name) tests nothing; write one of \(ValueTest.keys.joined(separator: ", "))")
            return nil
        }
        self = .tests(tests, of: rule)
    }

    /// Whether it holds for the record, or for its row at hand.
    func holds(_ record: RecordContext) throws(TransformRefusal) -> Bool {
        switch self {
        case .all(let conditions):
            for condition in conditions where try !condition.holds(record) { return false }
            return true
        case .any(let conditions):
            for condition in conditions where try condition.holds(record) { return true }
            return false
        case .not(let condition): return try !condition.holds(record)
        case .tests(let tests, let rule):
            let value = try rule.value(record)
            if value == nil, !tests.contains(where: \.asksWhetherFilled), let absence = record.absence(of: rule.sources)
            {
                throw absence
            }
            for test in tests where try !test.holds(value) { return false }
            return true
        }
    }
}
