/// `POST /v1.0/workflow/processInstances`: starts an approval; the answer has no wrapper (「发起审批实例」).
enum WorkflowInstanceCreate: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances"
    static let operation = "workflow/processInstances/create"
    static let scope: String? = "Workflow.Instance.Write"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let body = request.body
        guard let code = body["processCode"]?.string else { throw .modernTemplateUnknown }
        guard let originator = body["originatorUserId"]?.string,
            let values = SubmittedForm.values(body["formComponentValues"], extended: "extValue"), values.count <= 150,
            let participants = participants(body)
        else { throw .modernStartInvalid }
        if let agent = body["microappAgentId"], agent != .null, agent.integer ?? 0 <= 0 { throw .modernAgentInvalid }
        do {
            let draft = try state.draft(
                processCode: code, originator: originator, department: body["deptId"]?.integer, values: values,
                participants: participants, step)
            return ["instanceId": .string(state.start(draft, step))]
        } catch {
            throw refusal(error)
        }
    }

    /// Who decides and gets copies; nil when that does not fit.
    private static func participants(_ body: JSON) -> DingTalkState.Participants? {
        let list = body["approvers"]?.array ?? []
        let nodes = list.compactMap { node in
            SubmittedForm.node(mode: node["actionType"]?.string, users: texts(node["userIds"]))
        }
        let copies = texts(body["ccList"])
        let position = (body["ccPosition"]?.string).map(CopyPosition.init(rawValue:)) ?? .finish
        guard nodes.count == list.count, nodes.count <= 20, copies.count <= 50, let position else { return nil }
        var selected: [String: [String]] = [:]
        for choice in body["targetSelectActioners"]?.array ?? [] {
            guard let key = choice["actionerKey"]?.string else { return nil }
            selected[key] = texts(choice["actionerUserIds"])
        }
        return DingTalkState.Participants(nodes: nodes, copies: copies, copyPosition: position, selected: selected)
    }

    private static func texts(_ list: JSON?) -> [String] { (list?.array ?? []).compactMap(\.string) }

    static func refusal(_ mistake: DingTalkState.DraftMistake) -> DingTalkRefusal {
        switch mistake {
        case .unknownTemplate: .modernTemplateUnknown
        case .unknownOriginator, .unknownDepartment, .unknownApprover: .modernStartInvalid
        case .invisible: .modernInvalid("needAuth", "没有发起审批的权限")
        case .selectionMissing: .modernInvalid("targetSelectApproverMissing", "自选审批人缺失")
        case .selectionOutside: .modernInvalid("targetSelectApproverScopeError", "自选审批人不在规定范围内")
        case .onlyInTheApp, .form(.unknownComponent), .form(.notSettable):
            .modernInvalid("illegalComponent", "表单组件入参错误")
        case .form(.tooLong): .modernStartInvalid
        case .form(let mistake):
            .modernInvalid("formConverterError", "表单数据校验失败，失败控件：\(mistake.component ?? "\(mistake)")")
        }
    }
}
