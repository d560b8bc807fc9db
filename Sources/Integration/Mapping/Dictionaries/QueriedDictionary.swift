/// A dictionary whose entries are asked of Kingdee: `{kingdee: {form: BD_MATERIAL, key: FName, value: FNumber}}`.
package struct QueriedDictionary: Hashable, Sendable {
    /// The name that the mapping gives it, for messages.
    package var name: String
    /// The form whose rows are the entries.
    package var form: String
    /// The field that holds what the approval shows.
    package var key: String
    /// The field that holds what the document takes.
    package var value: String
    /// Kingdee's filter, such as `FForbidStatus='A'`; empty takes all.
    package var filter: String
    /// How old the entries may become, 10s ... 1d.
    package var refresh: Duration

    /// Tells queries apart, whatever mappings call them.
    package var id: String { [form, key, value, filter].joined(separator: "\n") }
}
