/// `POST /v1.0/workflow/processInstances/comments`: writes a comment (「添加审批评论」).
enum WorkflowInstanceComments: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/comments"
    static let scope: String? = "Workflow.Instance.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let id = request.text("processInstanceId") else {
            throw .modernInvalid("invalidInstanceId", "审批实例ID不能为空")
        }
        guard let text = request.text("text") else {
            throw .modernInvalid("invalidInstanceCommentText", "审批实例评论内容不能为空")
        }
        guard let user = request.text("commentUserId") else {
            throw .modernInvalid("invalidInstanceCommentUserId", "审批实例评论人userId不能为空")
        }
        guard state.approvals[id] != nil else { throw .modernFlowUnknown }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        state.comment(id, by: user, text, file: RecordFile(request.body["file"]), step)
        return ["result": true, "success": true]
    }
}
