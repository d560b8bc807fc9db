/// `POST /v1.0/yida/tasks/execute`: agrees to or refuses a task; the answer is empty (「同意或拒绝宜搭审批任务」).
enum YidaTaskExecute: DingTalkEndpoint {
    static let path = "/v1.0/yida/tasks/execute"
    static let scope: String? = "Yida.Process.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        guard let number = request.argument("taskId")?.integer else { throw .yidaParameter("taskId") }
        let (_, form, flow) = try call.process(id, state)
        let agrees: Bool
        switch request.text("outResult") {
        case "AGREE": agrees = true
        case "DISAGREE": agrees = false
        case let other:
            throw .yida("invalidParameter.task.unsupportedOutResultType", "不支持的任务执行动作", other ?? "")
        }
        guard let index = flow.tasks.firstIndex(where: { $0.id == number }) else { throw .yidaParameter("taskId") }
        guard flow.tasks[index].status == .running else { throw .yidaStatusChanged(id) }
        guard flow.tasks[index].user == call.user.userID else { throw .yidaForbidden(call.user.userID) }
        if request.text("formDataJson") != nil {
            let values = try call.data("formDataJson", of: form, state.contacts)
            _ = state.yida.change(id) { record, _ in record.update(values, by: call.user.userID, at: step.now) }
        }
        state.changeYida(id, by: call.user.userID, step) { flow, taskNumber in
            flow.decided(
                index, agrees: agrees, remark: request.text("remark") ?? "", at: step.now, taskNumber: &taskNumber)
        }
        return .null
    }
}
