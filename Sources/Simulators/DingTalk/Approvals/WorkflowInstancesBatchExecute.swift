/// `POST /v1.0/workflow/processInstances/batchExecute`: agrees to or refuses several tasks of one person, all or none
/// (「批量同意或拒绝审批任务」).
enum WorkflowInstancesBatchExecute: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/batchExecute"
    static let scope: String? = "Workflow.Instance.Write"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let agrees = SubmittedForm.agrees(request.text("result")) else { throw request.invalid("result") }
        guard let user = request.text("actionerUserId"), state.contacts.employee(user) != nil else {
            throw .modernUserUnknown
        }
        let list = request.body["taskInfoList"]?.array ?? []
        guard !list.isEmpty, list.count <= 20 else { throw request.invalid("taskInfoList") }
        var found: [(instance: String, index: Int)] = []
        for info in list {
            guard let number = info["taskId"]?.integer, let (id, index) = state.approvals.task(number),
                let task = state.approvals[id]?.tasks[index]
            else { throw .modernTaskUnknown }
            guard task.status == .running, task.user == user, info["processInstanceId"]?.string == id,
                !found.contains(where: { $0 == (id, index) })
            else { throw .modernFlowNotExecutable }
            found.append((id, index))
        }
        for (id, index) in found where state.approvals[id]?.tasks[index].status == .running {
            state.decide(id, task: index, agrees: agrees, remark: request.text("remark") ?? "", step)
        }
        return ["result": ["result": true, "message": ""], "success": true]
    }
}
