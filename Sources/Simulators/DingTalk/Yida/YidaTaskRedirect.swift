/// `POST /v1.0/yida/tasks/redirect`: hands a task to somebody else; the answer is empty (「转交任务」).
enum YidaTaskRedirect: DingTalkEndpoint {
    static let path = "/v1.0/yida/tasks/redirect"
    static let scope: String? = "Yida.Process.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        guard let number = request.argument("taskId")?.integer else { throw .yidaParameter("taskId") }
        guard let receiver = request.text("nowActionExecutorId") else { throw .yidaParameter("nowActionExecutorId") }
        guard state.contacts.employee(receiver) != nil else { throw .yidaUserUnknown(receiver) }
        let flow = try call.process(id, state).flow
        guard let index = flow.tasks.firstIndex(where: { $0.id == number }) else { throw .yidaParameter("taskId") }
        guard flow.tasks[index].status == .running else { throw .yidaStatusChanged(id) }
        let isManager = request.text("byManager") == "y"
        guard isManager || flow.tasks[index].user == call.user.userID else { throw .yidaForbidden(call.user.userID) }
        state.changeYida(id, by: call.user.userID, step) { flow, taskNumber in
            flow.redirected(
                index, to: receiver, remark: request.text("remark") ?? "", at: step.now, taskNumber: &taskNumber)
        }
        return .null
    }
}
