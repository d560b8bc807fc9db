/// `constant: FYBX001_SYS`: the same value for every instance. Write numbers and truth values plain, texts that look like
/// them in quotes.
struct ConstantSource: Transform {
    static let isSource = true
    let value: JSONValue

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let value = rule.constant("constant") else { return nil }
        self.value = value
    }

    init(_ value: JSONValue) {
        self.value = value
    }

    func apply(_: JSONValue?, _ record: RecordContext) -> JSONValue? { value }
}
