/// `PUT /v1.0/yida/processes/instances/terminate`: ends a process instance; all arguments stand in the query, the answer
/// is empty (「终止流程实例」).
enum YidaInstanceTerminate: DingTalkEndpoint {
    static let method = "PUT"
    static let path = "/v1.0/yida/processes/instances/terminate"
    static let scope: String? = "Yida.Process.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        let (record, _, flow) = try call.process(id, state)
        guard flow.status == .running else { throw .yidaStatusChanged(id) }
        guard record.creator == call.user.userID || flow.tasks.contains(where: { $0.user == call.user.userID }) else {
            throw .yidaForbidden(call.user.userID)
        }
        state.changeYida(id, by: call.user.userID, step) { flow, _ in
            flow.terminated(by: call.user.userID, remark: "", at: step.now)
        }
        return .null
    }
}
