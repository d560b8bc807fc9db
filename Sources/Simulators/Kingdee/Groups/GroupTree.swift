/// The groups (分组) that base data of one form is sorted into.
struct GroupTree: Sendable {
    struct Group: Hashable, Sendable {
        var id: Int64
        var parent: Int64
        var number: String
        var name: String
        var description: String
    }

    private var groups: [Int64: Group] = [:]
    private var lastID: Int64 = 100_000

    subscript(id: Int64) -> Group? { groups[id] }

    /// All groups, by id.
    var all: [Group] { groups.values.sorted { $0.id < $1.id } }

    /// Stores a group; id 0 makes a new one.
    mutating func store(_ group: Group) throws(KingdeeRefusal) -> Group {
        var group = group
        if groups.values.contains(where: { $0.number == group.number && $0.id != group.id }) {
            throw .numberUsed(group.number, field: "FNumber")
        }
        guard group.parent == 0 || groups[group.parent] != nil else { throw .noSuchDocument(String(group.parent)) }
        guard !isAncestor(group.id, of: group.parent) else { throw .badParameter("FParentId", String(group.parent)) }
        if group.id == 0 {
            lastID += 1
            group.id = lastID
        } else if groups[group.id] == nil {
            throw .noSuchDocument(String(group.id))
        }
        groups[group.id] = group
        return group
    }

    /// Removes a group that has none below it.
    mutating func remove(_ id: Int64) throws(KingdeeRefusal) -> Group {
        guard let group = groups[id] else { throw .noSuchDocument(String(id)) }
        guard !groups.values.contains(where: { $0.parent == id }) else {
            throw KingdeeRefusal(.notOperable, "分组“\(group.name)”存在下级分组，不允许删除")
        }
        groups[id] = nil
        return group
    }

    /// The ids from the root to a group's parent.
    func path(to group: Group) -> [Int64] {
        var path: [Int64] = []
        var parent = group.parent
        while parent != 0, let next = groups[parent], !path.contains(parent) {
            path.insert(parent, at: 0)
            parent = next.parent
        }
        return path
    }

    private func isAncestor(_ id: Int64, of other: Int64) -> Bool {
        guard id != 0, other != 0 else { return false }
        return id == other || groups[other].map { path(to: $0).contains(id) } ?? false
    }
}
