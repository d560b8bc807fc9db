/// `default: "0"`: the value where nothing is filled in.
struct DefaultTransform: Transform {
    private let value: JSONValue

    init?(_ rule: inout MappingSection, _ dictionaries: [String: MappingDictionary]) {
        guard let value = rule.constant("default") else { return nil }
        self.value = value
    }

    func apply(_ value: JSONValue?, _ form: FormContext) -> JSONValue? { value ?? self.value }
}
