/// `GET /v1.0/workflow/processes/todoTasks/numbers?userId=`: how many tasks wait for a person
/// (「获取用户待审批数量」).
enum WorkflowToDoNumbers: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/workflow/processes/todoTasks/numbers"
    static let scope: String? = "Workflow.Instance.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let user = request.text("userId") else { throw .modernUserMissing }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        return ["result": .number(state.approvals.runningTasks(of: user))]
    }
}
