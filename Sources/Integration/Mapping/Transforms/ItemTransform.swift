/// `item: 1`: one element, counted from 1, of a component that holds a list as JSON text: date ranges, multiple choices.
struct ItemTransform: Transform {
    private let index: Int

    init?(_ rule: inout MappingSection, _ dictionaries: [String: MappingDictionary]) {
        guard let member = rule.take("item") else { return nil }
        guard let index = member.text.flatMap({ Int($0) }), (1...1000).contains(index) else {
            rule.note(member, "is no place in a list; write 1 for the first element")
            return nil
        }
        self.index = index
    }

    func apply(_ value: JSONValue?, _ form: FormContext) throws(TransformRefusal) -> JSONValue? {
        guard let text = value?.text else { return nil }
        guard let elements = (try? JSONValue(parsing: text))?.elements else {
            throw TransformRefusal(value: text, reason: "it is no list", remedy: "take 'item' out of the mapping")
        }
        guard index <= elements.count else { return nil }
        return elements[index - 1].text.map(JSONValue.string)
    }
}
