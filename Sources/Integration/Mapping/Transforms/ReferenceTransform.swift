/// `reference: FNumber`: base data by its number, written `{"FNumber":"100"}`. Employees take `FSTAFFNUMBER`, bill types
/// `FNUMBER`.
struct ReferenceTransform: Transform {
    private let member: String
    /// `{"FNumber":`
    private let opening: [UInt8]

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.text("reference", write: "FNumber") else { return nil }
        self.member = member
        opening = Array("{\(JSONValue.quoted(member)):".utf8)
    }

    /// What empties the field.
    var emptyValue: JSONValue { .object([JSONValue.Member(member, "")]) }

    func apply(_ value: JSONValue?, _ record: RecordContext) -> JSONValue? {
        value.map { value in
            .object([JSONValue.Member(member, value.text.map(JSONValue.string) ?? value)])
        }
    }

    /// Appends what `apply` makes.
    func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        bytes += opening
        if let text = value.text { JSONValue.write(text, to: &bytes) } else { value.write(to: &bytes) }
        bytes.append(UInt8(ascii: "}"))
    }
}
