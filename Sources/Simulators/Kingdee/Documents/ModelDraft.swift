/// A `Model` after reading against its form: what is to be stored, before anything was looked up.
struct ModelDraft: Sendable {
    /// What was sent for one field.
    enum Input: Hashable, Sendable {
        /// A value, or nothing: the field is emptied.
        case value(FieldValue?)
        /// A reference by internal id.
        case id(form: String, Int64)
        /// A reference by number whose form is the value of the head field at this place.
        case number(String, typeField: Int)
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
    /// In the order sent.
    var head: [Field] = []
    /// The rows of each entry that was sent.
    var entries: [Int: [Row]] = [:]
    /// What cannot be understood.
    var refusals: [KingdeeRefusal] = []
}
