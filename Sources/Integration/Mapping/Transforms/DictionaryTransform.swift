import Seams

/// `dictionary: expense-items`: what the value is called in Kingdee, by a table of `dictionaries`. `unknown: CI999` stands
/// in for values that the table does not list; without it they are an error. Of a list each element is looked up.
struct DictionaryTransform: Transform {
    static let appliesToEach = true
    private let dictionary: MappingDictionary
    private let unknown: JSONValue?

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        rule.noteIfAlone("unknown", without: "dictionary")
        let member = rule.take("dictionary")
        unknown = rule.constant("unknown")
        guard let member else { return nil }
        let name = member.text ?? ""
        guard let dictionary = library.dictionaries[name] else {
            let names = library.dictionaries.keys.sorted()
            let near = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            rule.note(member, "names no dictionary '\(name)'; " + (near ?? "add it under dictionaries:"))
            return nil
        }
        self.dictionary = dictionary
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let key = value?.text else { return nil }
        if let found = try dictionary.entry(key, record.knowledge) { return .string(found) }
        if let unknown { return unknown }
        throw TransformRefusal(
            value: key, reason: "the dictionary '\(dictionary.name)' does not list it",
            remedy: dictionary.remedy(for: key))
    }
}
