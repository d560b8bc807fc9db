/// `POST /v1.0/workflow/tasks/redirect`: hands a task to somebody else (「转交OA审批任务」).
enum WorkflowTaskRedirect: DingTalkEndpoint {
    static let path = "/v1.0/workflow/tasks/redirect"

    static func key(of request: DingTalkRequest) -> String? { request.text("taskId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let number = request.body["taskId"]?.integer, let (id, index) = state.approvals.task(number),
            let instance = state.approvals[id], instance.tasks[index].status == .running
        else { throw .modernInvalid("task.status.error", "任务状态错误") }
        guard instance.status == .running else { throw .modernInvalid("instance.status.error", "实例状态错误") }
        guard request.text("operateUserId") == instance.tasks[index].user else {
            throw .modernInvalid("param.illegal.operator", "非法的操作人")
        }
        guard let user = request.text("toUserId"), state.contacts.employee(user) != nil else {
            throw .modernUserUnknown
        }
        state.redirect(id, task: index, to: user, remark: request.text("remark") ?? "", step)
        return ["result": true]
    }
}
