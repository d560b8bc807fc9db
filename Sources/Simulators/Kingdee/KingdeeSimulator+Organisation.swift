import Seams

/// A department or an employee of the fake Kingdee as it is, unmasked: for what compares the platforms in memory. It
/// goes into no output.
package struct StoredMember: Hashable, Sendable {
    package var number: String
    package var isForbidden: Bool
    package var isAudited: Bool
    /// `FName`, `FMobile`, `FTel`, `FEmail`, `FJoinDate`; empty ones left out.
    package var fields: [String: String]
    /// The number of the department above: of an employee that of the main post, else of the first.
    package var place: String
    /// An employee's posts in Kingdee's order.
    package var posts: [Post] = []

    /// A row of `FPostEntity`.
    package struct Post: Hashable, Sendable {
        /// Its `FEntryID`.
        package var id: Int64
        /// The number of the department.
        package var department: String
        /// `FIsFirstPost`.
        package var isMain: Bool

        package init(id: Int64, department: String, isMain: Bool) {
            (self.id, self.department, self.isMain) = (id, department, isMain)
        }
    }
}

extension KingdeeSimulator {
    /// All departments or employees, in order of their internal ids.
    package func members(form id: String) -> [StoredMember] {
        guard let form = services.form(id) else { return [] }
        let records = services.documents.transact { $0.books[form.position].all }
        let places = ["FName", "FMobile", "FTel", "FEmail", "FJoinDate"].compactMap { key in
            form.headField(key).map { (key, $0) }
        }
        let parent = form.headField("FParentID")
        let post = form.entry("FPostEntity")
        let department = post.flatMap { form.entryField("FPostDept", entry: $0) }
        let isMain = post.flatMap { form.entryField("FIsFirstPost", entry: $0) }
        return records.map { record in
            var fields: [String: String] = [:]
            for (key, place) in places { fields[key] = record.head[place]?.content().scalarText }
            var posts: [StoredMember.Post] = []
            if let post, let department, let isMain {
                posts = record.entries[post].map { row in
                    StoredMember.Post(
                        id: row.id, department: row.fields[department]?.content()["FNumber"]?.scalarText ?? "",
                        isMain: row.fields[isMain] == .flag(true))
                }
            }
            let above = parent.flatMap { record.head[$0] }?.content()["FNumber"]?.scalarText
            return StoredMember(
                number: record.number, isForbidden: record.isForbidden, isAudited: record.status == .audited,
                fields: fields, place: above ?? (posts.first(where: \.isMain) ?? posts.first)?.department ?? "",
                posts: posts)
        }
    }

    /// How many records of a form there are, forbidden ones included.
    package func memberCount(form id: String) -> Int {
        guard let form = services.form(id) else { return 0 }
        return services.documents.transact { $0.books[form.position].count }
    }

    /// Takes all records of a form out, as before anybody entered one. No effect of a call: the history says nothing.
    package func clear(form id: String) {
        guard let form = services.form(id) else { return }
        services.documents.transact { state in
            for record in state.books[form.position].all { state.books[form.position].remove(record) }
        }
    }
}
