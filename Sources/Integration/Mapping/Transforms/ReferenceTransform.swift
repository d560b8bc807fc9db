/// `reference: FNumber`: base data by its number, written `{"FNumber":"100"}`. Employees take `FSTAFFNUMBER`, bill types
/// `FNUMBER`.
struct ReferenceTransform: Transform {
    private let member: String

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.text("reference", write: "FNumber") else { return nil }
        self.member = member
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) -> JSONValue? {
        value.map { value in
            .object([JSONValue.Member(member, value.text.map(JSONValue.string) ?? value)])
        }
    }
}
