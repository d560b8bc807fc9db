/// `POST /v1.0/workflow/tasks/batchRedirect`: hands a person's tasks to somebody else (「批量转交审批任务」).
enum WorkflowTasksBatchRedirect: DingTalkEndpoint {
    static let path = "/v1.0/workflow/tasks/batchRedirect"
    static let scope: String? = "Workflow.Instance.Write"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let numbers = request.body["taskIds"]?.array ?? []
        guard !numbers.isEmpty, numbers.count <= 100 else { throw .blank("taskIds") }
        let old = try request.requiredText("handoverUserId")
        let new = try request.requiredText("transfereeUserId")
        guard state.contacts.employee(new) != nil else { throw .modernUserUnknown }
        var results: [JSON] = []
        var failures = 0
        for number in numbers {
            var message = "当前任务状态不是运行中不支持转交操作"
            if let id = number.integer, let (instance, index) = state.approvals.task(id),
                let task = state.approvals[instance]?.tasks[index], task.status == .running, task.user == old
            {
                state.redirect(instance, task: index, to: new, remark: "", step)
                message = ""
            }
            if !message.isEmpty { failures += 1 }
            results.append([
                "taskId": number, "success": .bool(message.isEmpty), "errorMsg": .string(message),
            ])
        }
        return [
            "result": [
                "totalCount": .number(numbers.count), "failCount": .number(failures),
                "redirectResults": .array(results),
            ], "success": true,
        ]
    }
}
