/// Which rows were pushed down to which documents, so that a repeated push is noticed.
struct PushLinks: Sendable {
    /// A row of a source; row 0 stands for the head of a source whose rule maps no rows.
    struct Source: Hashable, Sendable {
        let form: Int
        let document: Int64
        let row: Int64
        /// The rule's id.
        let rule: String
    }

    /// A document that was made by pushing.
    struct Target: Hashable, Sendable {
        let form: Int
        let document: Int64
    }

    private var targets: [Source: [Target]] = [:]

    /// What `source` was pushed to, whether or not it still exists.
    subscript(source: Source) -> [Target] { targets[source] ?? [] }

    mutating func link(_ source: Source, to target: Target) {
        targets[source, default: []].append(target)
    }
}
