/// `from: MoneyField_AMOUNT`: what a component holds, found by its id; or `instance`, `businessId`, `title`, `originator`,
/// `originatorDepartment`, `number`. A list of names takes the first that the form has.
///
/// `ext: emplId` takes that member of the component's extension instead of the shown text: the ids behind the names of
/// contacts (`emplId`) and departments (`itemId`, in older forms `id`). A list takes the first member that is there. A
/// component without any extension is taken for the id itself: that is what a mended value looks like.
struct ComponentSource: Transform {
    static let isSource = true
    let sources: [String]
    private let ext: [String]?

    init?(_ rule: inout MappingSection, _ dictionaries: [String: MappingDictionary]) {
        rule.noteIfAlone("ext", without: "from")
        let names = rule.texts("from", write: "MoneyField_AMOUNT")
        ext = rule.texts("ext", write: "emplId")
        guard let names else { return nil }
        sources = names
    }

    /// Copies what `name` stands for.
    init(copying name: String) {
        sources = [name]
        ext = nil
    }

    func apply(_: JSONValue?, _ form: FormContext) throws(TransformRefusal) -> JSONValue? {
        guard let source = form.value(of: sources) else { return nil }
        guard let ext else { return source.text.map(JSONValue.string) }
        guard let shown = source.text else { return nil }
        guard let behind = source.ext else { return .string(shown) }
        let elements = behind.elements ?? [behind]
        guard elements.count <= 1 else {
            throw TransformRefusal(
                value: shown, reason: "it holds \(elements.count) entries, but the field takes one",
                remedy: "choose one in the form")
        }
        let ids = ext.compactMap { elements.first?[$0]?.text }.filter { !$0.isEmpty }
        guard let id = ids.first else {
            throw TransformRefusal(
                value: shown, reason: "there is no \(ext.joined(separator: " or ")) behind it",
                remedy: "choose from the list in the form instead of typing")
        }
        return .string(id)
    }
}
