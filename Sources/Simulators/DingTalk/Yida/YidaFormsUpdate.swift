/// `PUT /v2.0/yida/forms/instances`: changes the components that `updateFormDataJson` names; the answer is empty
/// (「更新表单实例」).
enum YidaFormsUpdate<Version: YidaVersion>: DingTalkEndpoint {
    static var method: String { "PUT" }
    static var path: String { "/\(Version.name)/yida/forms/instances" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/update" }
    static var scope: String? { "Yida.Form.Write" }

    static func key(of request: DingTalkRequest) -> String? { request.text("formInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        guard let id = request.text("formInstanceId") else { throw .yidaParameter("formInstanceId") }
        let (_, form) = try call.record(id, state)
        let values = try call.data("updateFormDataJson", of: form, state.contacts)
        _ = state.yida.change(id) { record, _ in record.update(values, by: call.user.userID, at: step.now) }
        return .null
    }
}
