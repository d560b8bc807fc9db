/// `POST /topapi/process/instance/execute`: agrees to or refuses a task.
enum ProcessInstanceExecute: DingTalkEndpoint {
    static let path = "/topapi/process/instance/execute"
    static let operation = "processinstance/execute"

    static func key(of request: DingTalkRequest) -> String? {
        request.argument("request")?["process_instance_id"]?.string
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let id = key(of: request) else { throw request.missing("process_instance_id") }
        guard let instance = state.approvals[id] else { throw .instanceUnknown }
        let arguments = request.argument("request")
        guard let agrees = SubmittedForm.agrees(arguments?["result"]?.string) else { throw request.invalid("result") }
        guard let number = arguments?["task_id"]?.integer else { throw request.missing("task_id") }
        guard instance.status == .running else { throw .instanceStateWrong }
        guard let index = instance.tasks.firstIndex(where: { $0.id == number }),
            instance.tasks[index].status == .running,
            instance.tasks[index].user == arguments?["actioner_userid"]?.scalarText
        else { throw .instanceNotExecutable }
        state.decide(
            id, task: index, agrees: agrees, remark: arguments?["remark"]?.string ?? "",
            file: RecordFile(arguments?["file"]), step)
        return ["result": true]
    }
}
