/// `GET /v1.0/workflow/processInstances?processInstanceId=`: one approval instance (「获取单个审批实例详情」).
enum WorkflowInstanceGet: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/processInstances"
    static let operation = "workflow/processInstances/get"
    static let scope: String? = "Workflow.Instance.Read"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let id = request.text("processInstanceId") else {
            throw .modernInvalid("processInstanceIdError", "审批实例ID错误")
        }
        guard let instance = state.approvals[id] else { throw .modernInstanceUnknown }
        return ["result": WorkflowInstanceAnswer.json(instance), "success": true]
    }
}
