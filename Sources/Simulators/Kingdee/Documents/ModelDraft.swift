/// A `Model` after reading against its form: what is to be stored, before anything was looked up.
struct ModelDraft: Sendable {
    /// What was sent for one field.
    enum Input: Hashable, Sendable {
        /// A value, or nothing: the field is emptied.
        case value(FieldValue?)
        /// A reference to base data of a form.
        case reference(ReferenceKey, form: String)
        /// A reference whose form is the value of the head field at this place.
        case anyReference(ReferenceKey, typeField: Int)
        /// Flexible dimensions, sorted by key.
        case dimensions([Dimension])
    }

    /// One flexible dimension that was sent.
    struct Dimension: Hashable, Sendable {
        var key: String
        var form: String
        var reference: ReferenceKey
    }

    /// One field that was sent.
    struct Field: Hashable, Sendable {
        var place: Int
        var input: Input
    }

    /// One row that was sent.
    struct Row: Hashable, Sendable {
        /// `FEntryID`; 0 for a new row.
        var id: Int64 = 0
        var fields: [Field] = []
    }

    /// The primary key; 0 for a new document.
    var id: Int64 = 0
    /// The number that the client chose; nil when it sent none or an empty one.
    var number: String?
    /// In the order sent, which is the order in which they are applied.
    var head: [Field] = []
    /// The rows of each entry that was sent.
    var entries: [Int: [Row]] = [:]
    /// What cannot be understood.
    var refusals: [KingdeeRefusal] = []

    /// The draft with its fields in the order of the metadata.
    var sorted: ModelDraft {
        var copy = self
        copy.head = ModelDraft.sorted(head)
        copy.entries = entries.mapValues { rows in
            rows.map { Row(id: $0.id, fields: ModelDraft.sorted($0.fields)) }
        }
        return copy
    }

    /// Of a field that was sent twice the last value still wins.
    private static func sorted(_ fields: [Field]) -> [Field] {
        fields.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    }
}
