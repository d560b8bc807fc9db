/// `PUT /v1.0/yida/processes/instances`: changes a process instance's form; the answer is empty (「更新流程实例」).
enum YidaInstanceUpdate: DingTalkEndpoint {
    static let method = "PUT"
    static let path = "/v1.0/yida/processes/instances"
    static let operation = "yida/processes/instances/update"
    static let scope: String? = "Yida.Process.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("processInstanceId") else { throw .yidaParameter("processInstanceId") }
        let (_, form, _) = try call.process(id, state)
        let values = try call.data("updateFormDataJson", of: form, state.contacts)
        _ = state.yida.change(id) { record, _ in record.update(values, by: call.user.userID, at: step.now) }
        return .object([])
    }
}
