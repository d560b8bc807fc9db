/// `dingtalk.smartwork.bpms.processinstance.list`: a page of whole instances. Lists of this face are wrapped once more,
/// in the name of their element; that name is from the page of the method and was not seen on a wire.
enum RouterInstanceList: DingTalkEndpoint {
    static let path = "/router/rest"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard try request.integer("size") ?? 10 <= 10 else { throw request.invalid("size") }
        let page = try ProcessInstanceListIDs.perform(request, &state, step)["result"]
        let ids = page?["list"]?.array?.compactMap(\.string) ?? []
        let instances = ids.compactMap { id -> JSON? in
            guard let instance = state.approvals[id] else { return nil }
            let members = ProcessInstanceAnswer.json(instance).members ?? []
            return .object([JSON.Member("process_instance_id", .string(id))] + members)
        }
        var result = [JSON.Member("list", ["process_instance_top_vo": .array(instances)])]
        if let next = page?["next_cursor"] { result.append(JSON.Member("next_cursor", next)) }
        return ["result": .object(result)]
    }
}
