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
        do {
            let draft = try state.draft(
                processCode: code, originator: originator, department: department, values: values,
                nodes: nodes(of: request), copies: request.list("cc_list"), step)
            return ["process_instance_id": .string(state.start(draft, step))]
        } catch {
            throw refusal(error)
        }
    }

    /// `approvers_v2` beats `approvers`, a list in which one after the other decides.
    private static func nodes(of request: DingTalkRequest) -> [ApproverNode] {
        if let nodes = request.argument("approvers_v2")?.array {
            return nodes.map { node in
                let users = (node["user_ids"]?.array ?? []).compactMap(\.scalarText)
                return ApproverNode(users: users, mode: node["task_action_type"]?.string == "AND" ? .all : .any)
            }.filter { !$0.users.isEmpty }
        }
        return request.list("approvers").map { ApproverNode(users: [$0], mode: .any) }
    }

    private static func refusal(_ mistake: DingTalkState.DraftMistake) -> DingTalkRefusal {
        switch mistake {
        case .unknownTemplate: .templateUnknown
        case .unknownOriginator, .unknownApprover: .userUnknown
        case .unknownDepartment: .departmentUnknown
        case .form(let mistake): .business(40035, "不合法的参数 form_component_values: \(mistake)")
        }
    }
}
