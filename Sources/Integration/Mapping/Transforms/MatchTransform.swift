/// `match: "合同号[:：]\\s*(\\w+)"`: the part of a text that a regular expression captures in its first group, or without
/// a group the part it matches.
struct MatchTransform: Transform {
    static let appliesToEach = true
    private let pattern: MatchPattern

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let pattern = MatchPattern(&rule, "match") else { return nil }
        self.pattern = pattern
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let text = value?.text else { return nil }
        guard let part = try pattern.part(of: text) else {
            throw TransformRefusal(
                value: text, reason: "it does not match \(pattern.text)",
                remedy: "correct it in the form, or the mapping's 'match'")
        }
        return .string(part)
    }
}
