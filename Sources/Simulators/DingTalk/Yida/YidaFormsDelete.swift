/// `DELETE /v1.0/yida/forms/instances`: deletes a form's data; the answer is empty (「删除表单实例」).
enum YidaFormsDelete: DingTalkEndpoint {
    static let method = "DELETE"
    static let path = "/v1.0/yida/forms/instances"
    static let operation = "yida/forms/instances/delete"
    static let scope: String? = "Yida.Form.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("formInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("formInstanceId") else { throw .yidaParameter("formInstanceId") }
        _ = try call.record(id, state)
        state.deleteYida(id, step)
        return .null
    }
}
