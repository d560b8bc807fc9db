/// `POST /v1.0/workflow/processInstances/execute`: agrees to or refuses a task (「同意或拒绝审批任务」).
enum WorkflowInstanceExecute: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/execute"
    static let scope: String? = "Workflow.Instance.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let id = try request.requiredText("processInstanceId")
        guard let instance = state.approvals[id] else { throw .modernFlowUnknown }
        guard let agrees = SubmittedForm.agrees(request.text("result")) else { throw request.invalid("result") }
        guard let number = request.body["taskId"]?.integer,
            let index = instance.tasks.firstIndex(where: { $0.id == number })
        else { throw .modernTaskUnknown }
        guard instance.status == .running else { throw .modernFlowStateWrong }
        guard let user = request.text("actionerUserId"), state.contacts.employee(user) != nil else {
            throw .modernUserUnknown
        }
        guard instance.tasks[index].status == .running, instance.tasks[index].user == user else {
            throw .modernFlowNotExecutable
        }
        state.decide(
            id, task: index, agrees: agrees, remark: request.text("remark") ?? "",
            file: RecordFile(request.body["file"]), step)
        return ["result": true, "success": true]
    }
}
