import Seams

/// A department or an employee of the fake Kingdee as it is, unmasked: for what compares the platforms in memory. It
/// goes into no output.
package struct StoredMember: Hashable, Sendable {
    package var number: String
    package var isForbidden: Bool
    package var isAudited: Bool
    /// `FName`, `FMobile`, `FTel`, `FEmail`, `FJoinDate`; empty ones left out.
    package var fields: [String: String]
    /// The number of the department above: of an employee that of the first post.
    package var place: String
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
        return records.map { record in
            var fields: [String: String] = [:]
            for (key, place) in places { fields[key] = record.head[place]?.content().scalarText }
            var above = parent.flatMap { record.head[$0] }
            if let post, let department { above = record.entries[post].first?.fields[department] }
            return StoredMember(
                number: record.number, isForbidden: record.isForbidden, isAudited: record.status == .audited,
                fields: fields, place: above?.content()["FNumber"]?.scalarText ?? "")
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
