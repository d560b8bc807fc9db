/// `POST /v1.0/workflow/processInstances/comments`: writes a comment (「添加审批评论」).
enum WorkflowInstanceComments: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/comments"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let id = try request.requiredText("processInstanceId")
        let text = try request.requiredText("text")
        let user = try request.requiredText("commentUserId")
        guard state.approvals[id] != nil else { throw .modernInstanceUnknown }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        state.comment(id, by: user, text, step)
        return ["result": true, "success": true]
    }
}
