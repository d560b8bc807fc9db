/// `POST /v1.0/workflow/processInstances`: starts an approval; the answer has no wrapper (「发起审批实例」).
enum WorkflowInstanceCreate: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances"
    static let operation = "workflow/processInstances/create"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let body = request.body
        guard let code = body["processCode"]?.string else { throw .modernTemplateUnknown }
        guard let originator = body["originatorUserId"]?.string,
            let values = SubmittedForm.values(body["formComponentValues"], extended: "extValue"), values.count <= 150
        else { throw .modernInvalid("processInstanceInvalidParameter", "发起审批实例参数错误") }
        do {
            let draft = try state.draft(
                processCode: code, originator: originator, department: body["deptId"]?.integer, values: values,
                nodes: nodes(body), copies: (body["ccList"]?.array ?? []).compactMap(\.string), step)
            return ["instanceId": .string(state.start(draft, step))]
        } catch {
            throw refusal(error)
        }
    }

    private static func nodes(_ body: JSON) -> [ApproverNode] {
        (body["approvers"]?.array ?? []).map { node in
            let users = (node["userIds"]?.array ?? []).compactMap(\.string)
            return ApproverNode(users: users, mode: node["actionType"]?.string == "AND" ? .all : .any)
        }.filter { !$0.users.isEmpty }
    }

    private static func refusal(_ mistake: DingTalkState.DraftMistake) -> DingTalkRefusal {
        switch mistake {
        case .unknownTemplate: .modernTemplateUnknown
        case .unknownOriginator, .unknownDepartment, .unknownApprover:
            .modernInvalid("processInstanceInvalidParameter", "发起审批实例参数错误")
        case .form(.unknownComponent(let name, _)): .modernInvalid("illegalComponent", "非法的控件：\(name)")
        case .form(let mistake): .modernInvalid("formConverterError", "表单数据转换错误：\(mistake)")
        }
    }
}
