/// `default: "0"`: the value where nothing is filled in.
struct DefaultTransform: Transform {
    private let value: JSONValue

    var leavesText: Bool { true }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let value = rule.constant("default") else { return nil }
        self.value = value
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) -> JSONValue? { value ?? self.value }
}
