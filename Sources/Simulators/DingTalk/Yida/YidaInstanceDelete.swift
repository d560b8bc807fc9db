/// `DELETE /v1.0/yida/processes/instances`: deletes a process instance; the answer is empty (「删除流程实例」).
enum YidaInstanceDelete: DingTalkEndpoint {
    static let method = "DELETE"
    static let path = "/v1.0/yida/processes/instances"
    static let operation = "yida/processes/instances/delete"
    static let scope: String? = "Yida.Process.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        _ = try call.process(id, state)
        state.deleteYida(id, step)
        return .null
    }
}
