/// `item: 1`: one element, counted from 1, or `first` or `last`, of a list: of a component that holds one as JSON text (date
/// ranges, multiple choices), or of what `split`, `list` and `collect` make.
struct ItemTransform: Transform {
    private enum Place {
        case number(Int)
        case last
    }

    private let place: Place

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("item") else { return nil }
        switch member.text {
        case "first": place = .number(1)
        case "last": place = .last
        default:
            guard let index = member.text.flatMap({ Int($0) }), (1...1000).contains(index) else {
                rule.note(member, "is no place in a list; write 1 for the first element, or first or last")
                return nil
            }
            place = .number(index)
        }
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let value else { return nil }
        guard let elements = value.listElements else {
            throw TransformRefusal(
                value: value.text ?? "", reason: "it is no list", remedy: "take 'item' out of the mapping")
        }
        let element: JSONValue? =
            switch place {
            case .last: elements.last
            case .number(let index): index <= elements.count ? elements[index - 1] : nil
            }
        return element.map { $0.text.map(JSONValue.string) ?? $0 }
    }
}

extension JSONValue {
    /// The elements of a list, also of one that is JSON text; nil for anything else.
    var listElements: [JSONValue]? {
        if let elements { return elements }
        guard let text, text.hasPrefix("[") else { return nil }
        return (try? JSONValue(parsing: text))?.elements
    }
}
