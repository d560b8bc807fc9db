/// Where a field stands, as messages call it: written out only when there is something to say.
enum FieldPlace: Sendable {
    case head
    /// A row of an entry that is made once.
    case once(entry: String)
    /// A row made of a table's row, counted from 0.
    case row(entry: String, index: Int)

    /// Such as `FEntity[2]`; empty for the head.
    var name: String {
        switch self {
        case .head: ""
        case .once(let entry): entry
        case .row(let entry, let index): "\(entry)[\(index + 1)]"
        }
    }

    /// Such as `FEntity[2].FExpID`.
    func path(_ field: String) -> String {
        if case .head = self { field } else { "\(name).\(field)" }
    }
}
