/// A person's rows of `FPostEntity`: one for each department, exactly one of them the main one.
extension DirectoryMapping {
    private typealias Member = JSONValue.Member

    static let postEntry = "FPostEntity"
    /// The columns that tell of a person's posts; `post(of:)` reads them in this order.
    static let postColumns = ["FPostDept.FNumber", "FPostEntity_FEntryID", "FIsFirstPost"]

    /// The posts of a new person, the main one first.
    func newPosts(_ content: DirectoryContent) -> JSONValue {
        let main = newPost(in: content[DirectoryKind.employee.parentFact] ?? "", isMain: true, content)
        let others = content.posts.map { newPost(in: department(of: $0), isMain: false, content) }
        return .array(([main] + others).map(JSONValue.object))
    }

    /// The rows that bring a person's posts to `content` as far as `fields` allow it, the keys that they touch, and
    /// whether every row is named, so that those left out are deleted.
    ///
    /// A row stays the row of its department: only when the main post goes to a department without a row, and the old
    /// one is left, the row goes along. What `fields` does not name stays as it is.
    func changedPosts(
        _ posts: DirectoryPosts, to content: DirectoryContent, fields: [String]
    ) -> (rows: JSONValue, keys: [String], deletesRows: Bool) {
        var changes: [String: [Member]] = [:]
        var added: [[Member]] = []
        var deleted: Set<String> = []
        var handled: Set<String> = []
        if fields.contains(DirectoryKind.employee.parentFact) {
            let place = content[DirectoryKind.employee.parentFact] ?? ""
            let (old, next) = (posts.main, posts.others.first { $0.row.department == place }?.row)
            let oldPost = old.map { DirectoryContent.post(in: $0.department) }
            let keepsOld = oldPost.map { content[$0] != nil } ?? false
            if let next {
                changes[next.id] = [Member("FIsFirstPost", true)]
                if let old, keepsOld { changes[old.id] = [Member("FIsFirstPost", false)] }
                if let old, !keepsOld { deleted.insert(old.id) }
            } else if let old, !keepsOld {
                changes[old.id] = [Member("FPostDept", reference(place))]
                if !old.isFirst { changes[old.id]?.append(Member("FIsFirstPost", true)) }
            } else {
                if let old { changes[old.id] = [Member("FIsFirstPost", false)] }
                added.append(newPost(in: place, isMain: true, content))
            }
            handled.formUnion([old?.id, next?.id].compactMap(\.self))
        }
        let places = Dictionary(posts.others.map { ($0.name, $0.row) }) { first, _ in first }
        for field in fields where DirectoryContent.isPost(field) {
            let isWanted = content[field] != nil
            switch places[field] {
            case let row? where handled.contains(row.id): continue
            case let row? where isWanted: changes[row.id] = [Member("FIsFirstPost", false)]
            case let row?: deleted.insert(row.id)
            case nil:
                // The row that was the main one until now stays for it.
                let isKept = posts.main.map { DirectoryContent.post(in: $0.department) == field } ?? false
                guard isWanted, !isKept else { continue }
                added.append(newPost(in: department(of: field), isMain: false, content))
            }
        }
        let named = posts.rows.filter { !deleted.contains($0.id) && (!deleted.isEmpty || changes[$0.id] != nil) }
        let rows = named.map { [Member("FENTRYID", .number($0.id))] + (changes[$0.id] ?? []) } + added
        let touched = named.flatMap { changes[$0.id] ?? [] } + added.flatMap(\.self)
        var keys = [DirectoryMapping.postEntry]
        for member in touched where !keys.contains(member.name) { keys.append(member.name) }
        // Without a field of its own the entry would stand for all of its fields.
        if keys.count == 1 { keys.append("FPostDept") }
        return (.array(rows.map(JSONValue.object)), keys, !deleted.isEmpty)
    }

    /// The post that a row of a query tells of.
    static func post(of row: ArraySlice<JSONValue>) -> DirectoryPosts.Row? {
        let cells = Array(row)
        guard cells.count == postColumns.count, let id = cells[1].text, !id.isEmpty, id != "0" else { return nil }
        return DirectoryPosts.Row(
            id: id, department: trimmed(cells[0].text ?? ""),
            isFirst: ["1", "true"].contains(cells[2].text?.lowercased()) || cells[2].flag == true)
    }

    /// Puts what Kingdee shows of a person's posts into the content.
    func take(_ posts: DirectoryPosts, into record: inout KingdeeBaseData) {
        // Where only the main post counts, the first of rows without a mark is taken for it.
        let main = posts.main ?? (settings.posts == .main ? posts.rows.first : nil)
        record.posts = posts
        if settings.posts == .main { record.posts.rows = main.map { [$0] } ?? [] }
        record.content[DirectoryKind.employee.parentFact] = main?.department ?? ""
        for (name, row) in record.posts.others {
            record.content[name] = row.isFirst ? DirectoryContent.alsoMain : DirectoryContent.secondary
        }
        record.showsPosts = settings.posts == .all
    }

    private func newPost(in department: String, isMain: Bool, _ content: DirectoryContent) -> [Member] {
        var post = [
            Member("FWorkOrgId", reference(settings.number)), Member("FPostDept", reference(department)),
        ]
        if let number = settings.post { post.append(Member("FPost", reference(number))) }
        if let day = content["hired"] ?? content["FJoinDate"], !day.isEmpty {
            post.append(Member("FStaffStartDate", .string(day)))
        }
        post.append(Member("FIsFirstPost", .bool(isMain)))
        return post
    }

    private func reference(_ number: String) -> JSONValue { .members(["FNumber": .string(number)]) }

    private func department(of field: String) -> String {
        String(field.dropFirst(DirectoryContent.post(in: "").count - 1))
    }
}
