extension KingdeeOperation {
    /// 分组信息查询: the groups of a form, all or those named by `GroupPkIds`, or those that the documents in `Ids` belong to.
    /// The keys of the elements are an assumption.
    static let queryGroupInfo = documentOperation("QueryGroupInfo", parameters: ["data"]) {
        call throws(KingdeeRefusal) in
        let request = try GroupRequest(call)
        let data = try call.data()
        let ids = DocumentSelection.texts(data.member(ignoringCase: "GroupPkIds")).compactMap { Int64($0) }
        let documents = DocumentSelection.texts(data.member(ignoringCase: "Ids")).compactMap { Int64($0) }
        let groups = call.services.documents.transact { state in
            let tree = state.side.groups[request.form.definition.id] ?? GroupTree()
            let numbers = Set(documents.compactMap { request.number(in: state.books[request.form.position][$0]) })
            return tree.all.filter { group in
                ids.isEmpty && documents.isEmpty || ids.contains(group.id) || numbers.contains(group.number)
            }.map { GroupRequest.json($0, tree) }
        }
        return KingdeeReply(["Result": ["ResponseStatus": StatusBlock().json, "NeedReturnData": .array(groups)]])
    }

    /// 分组保存: a new group, or with `GroupPkId` a changed one.
    static let groupSave = documentOperation("GroupSave", parameters: ["formid", "data"]) {
        call throws(KingdeeRefusal) in
        let request = try GroupRequest(call)
        let data = try call.data()
        let group = GroupTree.Group(
            id: data.member(ignoringCase: "GroupPkId")?.integer ?? 0,
            parent: data.member(ignoringCase: "FParentId")?.integer ?? 0,
            number: data.member(ignoringCase: "FNumber")?.scalarText ?? "",
            name: data.member(ignoringCase: "FName")?.scalarText ?? "",
            description: data.member(ignoringCase: "FDescription")?.scalarText ?? "")
        guard !group.number.isEmpty else { throw .parameterEmpty("FNumber") }
        guard !group.name.isEmpty else { throw .parameterEmpty("FName") }
        let stored = try call.services.documents.transact { state throws(KingdeeRefusal) in
            try state.side.groups[request.form.definition.id, default: GroupTree()].store(group)
        }
        let status = StatusBlock(entities: [.init(id: stored.id, number: stored.number, index: 0)])
        return KingdeeReply([
            "Result": [
                "ResponseStatus": status.json, "Id": .number(stored.id), "Number": .string(stored.number),
                "NeedReturnData": [[:]],
            ]
        ])
    }

    /// 分组删除.
    static let groupDelete = documentOperation("GroupDelete", parameters: ["data"]) { call throws(KingdeeRefusal) in
        let request = try GroupRequest(call)
        let ids = DocumentSelection.texts(try call.data().member(ignoringCase: "GroupPkIds"))
        guard !ids.isEmpty else { throw .parameterEmpty("GroupPkIds") }
        var status = StatusBlock()
        for (index, id) in ids.enumerated() {
            do throws(KingdeeRefusal) {
                let group = try call.services.documents.transact { state throws(KingdeeRefusal) in
                    guard let id = Int64(id) else { throw .noSuchDocument(id) }
                    return try state.side.groups[request.form.definition.id, default: GroupTree()].remove(id)
                }
                status.entities.append(.init(id: group.id, number: group.number, index: index))
            } catch {
                status.errors.append(error.at(index))
            }
        }
        return KingdeeReply(status)
    }
}

/// What the three operations have in common: a form of base data and the field that holds the group.
private struct GroupRequest {
    let form: KingdeeForm
    private let field: Int?

    init(_ call: KingdeeCall) throws(KingdeeRefusal) {
        form = try call.form()
        guard form.definition.isBaseData else { throw .noSuchOperation("Group") }
        let key = try call.data().member(ignoringCase: "GroupFieldKey")?.scalarText ?? ""
        guard !key.isEmpty else { throw .parameterEmpty("GroupFieldKey") }
        field = form.headField(key)
    }

    /// The number of the group that a document belongs to.
    func number(in record: DocumentRecord?) -> String? {
        guard let field, let value = record?.head[field] else { return nil }
        return switch value {
        case .reference(_, let number): number
        case .text(let number): number
        default: nil
        }
    }

    static func json(_ group: GroupTree.Group, _ tree: GroupTree) -> JSON {
        let path = tree.path(to: group).map { ".\($0)" }.joined()
        return [
            "Id": .number(group.id), "Number": .string(group.number),
            "Name": [["Key": 2052, "Value": .string(group.name)]], "ParentId": .number(group.parent),
            "FullParentId": .string(path), "Description": [["Key": 2052, "Value": .string(group.description)]],
        ]
    }
}
