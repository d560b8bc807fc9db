/// `POST /topapi/processinstance/create`: starts an approval (「发起审批实例」).
enum ProcessInstanceCreate: DingTalkEndpoint {
    static let path = "/topapi/processinstance/create"

    static func key(of request: DingTalkRequest) -> String? { nil }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let code = try request.requiredText("process_code")
        let originator = try request.requiredText("originator_user_id")
        let department = try request.requiredInteger("dept_id")
        guard let form = request.argument("form_component_values") else {
            throw request.missing("form_component_values")
        }
        guard let values = SubmittedForm.values(form, extended: "ext_value"), values.count <= 200 else {
            throw request.invalid("form_component_values")
        }
        if let agent = try request.integer("agent_id"), agent <= 0 { throw .agentWrong }
        let participants = try participants(of: request)
        do {
            let draft = try state.draft(
                processCode: code, originator: originator, department: department, values: values,
                participants: participants, step)
            return ["process_instance_id": .string(state.start(draft, step))]
        } catch {
            throw refusal(error)
        }
    }

    private static func participants(of request: DingTalkRequest) throws(DingTalkRefusal) -> DingTalkState.Participants
    {
        let copies = request.list("cc_list")
        guard copies.count <= 20 else { throw request.invalid("cc_list") }
        let position = request.text("cc_position").map(CopyPosition.init(rawValue:)) ?? .finish
        guard let position else { throw request.invalid("cc_position") }
        return DingTalkState.Participants(nodes: try nodes(of: request), copies: copies, copyPosition: position)
    }

    /// `approvers_v2` beats `approvers`, a list in which one after the other decides.
    private static func nodes(of request: DingTalkRequest) throws(DingTalkRefusal) -> [ApproverNode] {
        guard let list = request.argument("approvers_v2")?.array, !list.isEmpty else {
            let users = request.list("approvers")
            guard users.count <= 20 else { throw request.invalid("approvers") }
            return users.map { ApproverNode(users: [$0], mode: .any) }
        }
        let nodes = list.compactMap { node in
            SubmittedForm.node(
                mode: node["task_action_type"]?.string,
                users: (node["user_ids"]?.array ?? []).compactMap(\.scalarText))
        }
        guard nodes.count == list.count, nodes.count <= 20 else { throw request.invalid("approvers_v2") }
        return nodes
    }

    private static func refusal(_ mistake: DingTalkState.DraftMistake) -> DingTalkRefusal {
        switch mistake {
        case .unknownTemplate: .templateUnknown
        case .unknownOriginator, .unknownApprover: .userUnknown
        case .unknownDepartment: .departmentUnknown
        case .onlyInTheApp, .invisible, .selectionMissing, .selectionOutside: .startFailed
        case .form(let mistake): .business(40035, "不合法的参数 form_component_values: \(mistake)")
        }
    }
}
