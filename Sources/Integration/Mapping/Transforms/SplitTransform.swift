/// `split: ","`: the parts of a text between separators, without blanks around them; empty parts do not count.
struct SplitTransform: Transform {
    private let separator: String

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let separator = rule.text("split", write: "\",\"") else { return nil }
        self.separator = separator
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) -> JSONValue? {
        guard let text = value?.text else { return value }
        let parts = text.split(separator: separator).map { MappingDictionary.trimmed($0) }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : .array(parts.map(JSONValue.string))
    }
}
