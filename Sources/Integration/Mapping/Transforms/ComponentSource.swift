/// `from: MoneyField_AMOUNT`: what a component holds, found by its id; or `instance`, `businessId`, `title`, `originator`,
/// `originatorDepartment`, `number`. A list of names takes the first that the form has.
///
/// `ext: emplId` takes that member of the component's extension instead of the shown text: the ids behind the names of
/// contacts (`emplId`) and departments (`itemId`, in older forms `id`). A list takes the first member that is there. A
/// component without any extension is taken for the id itself: that is what a mended value looks like. With `list: true`
/// the ids of all entries are taken.
///
/// Of a record that is no approval, `from` names a member by its path: `dept_order_list.0.order`.
struct ComponentSource: Transform {
    static let isSource = true
    private let names: [SourceName]
    private let ext: [String]?
    /// Whether all ids are taken rather than the only one.
    private let takesList: Bool

    var sources: [String] { names.map(\.text) }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        rule.noteIfAlone("ext", without: "from")
        takesList = rule.members.contains { $0.key == "list" }
        let names = rule.texts("from", write: "MoneyField_AMOUNT")
        ext = rule.texts("ext", write: "emplId")
        guard let names else { return nil }
        self.names = names.map(library.name)
    }

    /// Copies what `name` stands for.
    init(copying name: SourceName) {
        names = [name]
        ext = nil
        takesList = false
    }

    func carries(_ name: String) -> Bool { names.first?.text == name && ext == nil }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let source = record.value(of: names) else { return nil }
        guard let ext else { return source.value }
        guard let shown = source.text else { return nil }
        guard let behind = source.ext else { return .string(shown) }
        guard takesList || behind.sequence != nil else { return try id(behind, ext, shown) }
        let elements = behind.elements ?? [behind]
        if takesList {
            var ids: [JSONValue] = []
            for element in elements { ids.append(try id(element, ext, shown)) }
            return .array(ids)
        }
        guard elements.count <= 1 else {
            throw TransformRefusal(
                value: shown, reason: "it holds \(elements.count) entries, but the field takes one",
                remedy: "choose one in the form, or write list: true")
        }
        return try id(elements.first, ext, shown)
    }

    private func id(_ element: JSONView?, _ ext: [String], _ shown: String) throws(TransformRefusal) -> JSONValue {
        for name in ext {
            if let id = element?[name]?.text, !id.isEmpty { return .string(id) }
        }
        throw TransformRefusal(
            value: shown, reason: "there is no \(ext.joined(separator: " or ")) behind it",
            remedy: "choose from the list in the form instead of typing")
    }
}
