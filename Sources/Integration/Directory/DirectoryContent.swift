/// The fields of a person or department by our own names, such as `name` and `mobile`; an empty text is no value.
///
/// `status` is one of them: `active`, or `disabled` for those who left.
package struct DirectoryContent: Hashable, Sendable {
    static let status = "status"
    static let active = "active"
    static let disabled = "disabled"

    var fields: [String: String]

    init(_ fields: [String: String] = [:]) {
        self.fields = fields
    }

    /// What becomes of those whom DingTalk no longer has: nothing is changed but their status.
    static let gone = DirectoryContent([status: disabled])

    /// A field's value; nil when nothing is known of it.
    subscript(_ name: String) -> String? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    /// The names, sorted.
    var names: [String] { fields.keys.sorted() }

    /// Whether the person or department is to be disabled.
    var isGone: Bool { fields[DirectoryContent.status] == DirectoryContent.disabled }

    /// Compact JSON with sorted names: the same content is the same text.
    var text: String {
        JSONValue.object(names.map { JSONValue.Member($0, .string(fields[$0] ?? "")) }).jsonText
    }

    /// Reads `text`; nil when it is none.
    init?(text: String) {
        guard let value = try? JSONValue(parsing: text), case .object(let members) = value else { return nil }
        fields = Dictionary(members.map { ($0.name, $0.value.text ?? "") }) { first, _ in first }
    }
}

/// One field in which the two platforms differ.
package struct DirectoryDifference: Hashable, Sendable {
    /// The field that stands for the whole record: somebody deleted it in Kingdee.
    static let record = "record"

    package var field: String
    /// What DingTalk wants Kingdee to hold.
    package var ours: String
    /// What Kingdee holds.
    package var theirs: String

    package init(field: String, ours: String, theirs: String) {
        self.field = field
        self.ours = ours
        self.theirs = theirs
    }
}

extension [DirectoryDifference] {
    /// Compact JSON, as it is stored.
    var text: String {
        JSONValue.array(
            map { .members(["field": .string($0.field), "ours": .string($0.ours), "theirs": .string($0.theirs)]) }
        ).jsonText
    }

    /// Reads `text`; empty when it is none.
    init(text: String?) {
        let value = text.flatMap { try? JSONValue(parsing: $0) } ?? .null
        self = (value.elements ?? []).compactMap { element in
            guard let field = element["field"]?.text else { return nil }
            return DirectoryDifference(
                field: field, ours: element["ours"]?.text ?? "", theirs: element["theirs"]?.text ?? "")
        }
    }
}
