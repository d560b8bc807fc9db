/// `POST /v1.0/workflow/processInstances/spaces/infos/query`: the space that attachments are uploaded to
/// (「获取审批钉盘空间信息」).
enum WorkflowSpace: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/spaces/infos/query"
    static let scope: String? = "Workflow.Instance.Write"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let user = request.text("userId") else {
            throw .modernInvalid("invalidUserId", "获取审批钉盘空间信息，用户userId不能为空")
        }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        return ["result": ["spaceId": .number(ApprovalFiles.space)], "success": true]
    }
}
