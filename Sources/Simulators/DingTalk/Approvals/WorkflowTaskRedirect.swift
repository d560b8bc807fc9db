/// `POST /v1.0/workflow/tasks/redirect`: hands a task to somebody else (「转交OA审批任务」).
enum WorkflowTaskRedirect: DingTalkEndpoint {
    static let path = "/v1.0/workflow/tasks/redirect"
    static let scope: String? = "Workflow.Instance.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("taskId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let given = request.body["taskId"] else { throw .blank("taskId") }
        guard let number = given.integer, let (id, index) = state.approvals.task(number),
            let instance = state.approvals[id]
        else { throw .modernInvalid("param.illegal", "不合法的参数taskId") }
        guard let user = request.text("toUserId") else { throw .blank("toUserId") }
        guard instance.status == .running else {
            throw .modernInvalid("instance.status.error", "当前流程实例状态不是运行中不支持转交操作")
        }
        guard instance.tasks[index].status == .running else {
            throw .modernInvalid("task.status.error", "当前任务状态不是运行中不支持转交操作")
        }
        guard request.text("operateUserId") == instance.tasks[index].user else {
            throw .modernInvalid("param.illegal.operator", "不合法的参数operateUserId")
        }
        guard state.contacts.employee(user) != nil else { throw .modernUserUnknown }
        let remark = request.text("remark") ?? ""
        guard remark.count <= 256 else { throw .modernInvalid("param.illegal", "不合法的参数remark") }
        state.redirect(id, task: index, to: user, remark: remark, file: RecordFile(request.body["file"]), step)
        return ["result": true]
    }
}

extension DingTalkRefusal {
    /// `param.blank` of the task calls.
    static func blank(_ name: String) -> DingTalkRefusal { .modernInvalid("param.blank", "\(name)参数不能为空") }
}
