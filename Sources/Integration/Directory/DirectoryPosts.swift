/// The rows of a person's posts (任岗) in Kingdee, as a query shows them.
struct DirectoryPosts: Hashable, Sendable {
    /// One row of `FPostEntity`.
    struct Row: Hashable, Sendable {
        /// Its `FEntryID`.
        var id: String
        /// Kingdee's number of the department; empty when the row names none.
        var department: String
        /// `FIsFirstPost`.
        var isFirst: Bool
    }

    /// In Kingdee's order.
    var rows: [Row] = []

    /// The row of the main post: the first that is marked, or the only one.
    var main: Row? { rows.first(where: \.isFirst) ?? (rows.count == 1 ? rows.first : nil) }

    /// The other rows, each with the name of its field. A department that has several of them has several names.
    var others: [(name: String, row: Row)] {
        var counts: [String: Int] = [:]
        let main = main
        return rows.filter { $0 != main }.map { row in
            let count = counts[row.department, default: 0] + 1
            counts[row.department] = count
            let name = DirectoryContent.post(in: row.department)
            return (count == 1 ? name : "\(name) #\(count)", row)
        }
    }
}

extension DirectoryContent {
    /// A post that is not the main one.
    static let secondary = "secondary"
    /// A second post that Kingdee marks as the main one.
    static let alsoMain = "main"
    private static let postPrefix = "post "

    /// The field that says whether a person has a post, besides the main one, in the department with this number of
    /// Kingdee's: `secondary`, or nothing.
    static func post(in department: String) -> String { postPrefix + (department.isEmpty ? "-" : department) }

    static func isPost(_ name: String) -> Bool { name.hasPrefix(postPrefix) }

    /// The fields of posts besides the main one, sorted.
    var posts: [String] { names.filter(DirectoryContent.isPost) }
}

/// What one `Model` changes.
struct DirectoryChange: Hashable, Sendable {
    var model: JSONValue
    /// The keys that it touches: `NeedUpDateFields`.
    var keys: [String]
    /// Whether rows that the model does not name are deleted: `IsDeleteEntry`.
    var deletesRows = false
}
