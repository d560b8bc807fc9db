/// `list: true`: the list that a component holds as JSON text, such as a multiple choice; other text is a list of one. What
/// follows (`match`, `dictionary`, `date`, `amount`) then works on each element; `item` takes one of them and
/// `join` makes text of them.
struct ListTransform: Transform {
    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard rule.flag("list", default: false) else { return nil }
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) -> JSONValue? {
        guard let value else { return nil }
        let elements = value.listElements ?? [value]
        return elements.isEmpty ? nil : .array(elements.map { $0.text.map(JSONValue.string) ?? $0 })
    }
}
