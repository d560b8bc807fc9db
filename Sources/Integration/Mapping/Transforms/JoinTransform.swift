/// `join: "、"`: one text of all elements of a list, with this between them.
struct JoinTransform: Transform {
    private let separator: String

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("join") else { return nil }
        guard let separator = member.text else {
            rule.note(member, "is no text; write for example join: \"、\"")
            return nil
        }
        self.separator = separator
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let value else { return nil }
        guard let elements = value.listElements else { return value }
        let texts = elements.compactMap(\.text)
        guard texts.count == elements.count else {
            throw TransformRefusal(
                value: value.jsonText, reason: "not every element of the list is a single value",
                remedy: "take 'join' out of the mapping, or collect one value of each row")
        }
        let text = texts.joined(separator: separator)
        return text.isEmpty ? nil : .string(text)
    }
}
