package import Simulators

/// Where something stands in a document: member names joined by points, such as `FProposerID.FNumber` or
/// `FEntity.FExpenseAmount`. Names match regardless of case, as Kingdee's own do.
package struct ContentPath: Hashable, Sendable {
    private let names: [String]

    /// Reads a path; an empty one leads nowhere.
    package init(_ text: String) {
        names = text.split(separator: ".").map(String.init)
    }

    /// The values at the path, in order; a list on the way contributes each of its elements.
    package func values(in content: JSON) -> [JSON] {
        guard !names.isEmpty else { return [] }
        return names.reduce([content]) { values, name in
            values.flatMap { value in ContentPath.members(name, of: value) }
        }
    }

    /// The rows of the table that the first name leads to, or nil when there is no such table.
    package func rows(in content: JSON) -> [JSON]? {
        names.first.flatMap { content.member(ignoringCase: $0)?.array }
    }

    /// The path within a row.
    package var withinRow: ContentPath { ContentPath(names.dropFirst().joined(separator: ".")) }

    private static func members(_ name: String, of value: JSON) -> [JSON] {
        let objects = value.array ?? [value]
        return objects.compactMap { $0.member(ignoringCase: name) }
    }
}
