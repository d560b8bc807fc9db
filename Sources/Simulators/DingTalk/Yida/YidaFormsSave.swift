/// `POST /v2.0/yida/forms/instances`: saves a plain form (「新增表单实例」).
enum YidaFormsSave<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/forms/instances" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/save" }
    static var scope: String? { "Yida.Form.Write" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let form = try call.form()
        guard form.processCode == nil else {
            throw .yida(
                "failure.operation.processFormCanNotSaveReceiptFormData", "流程表单不能保存单据数据", form.formUUID)
        }
        let values = try call.data("formDataJson", of: form, state.contacts)
        return ["result": .string(state.yida.save(values, in: form, of: call.app, by: call.user.userID, step).id)]
    }
}
