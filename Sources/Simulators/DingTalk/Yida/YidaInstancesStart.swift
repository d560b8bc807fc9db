/// `POST /v2.0/yida/processes/instances/start`: starts an approval (「发起宜搭审批流程」).
enum YidaInstancesStart<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/processes/instances/start" }
    static var operation: String { "\(Version.prefix)yida/processes/instances/start" }
    static var scope: String? { "Yida.Process.Write" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let form = try call.form()
        guard let code = form.processCode else {
            throw .yida("failure.operation.receiptFormCanNotStartInstance", "单据表单不能发起流程", form.formUUID)
        }
        guard let given = request.text("processCode") else { throw .yidaParameter("processCode") }
        guard given == code else {
            throw .yida("invalidState.process.processDefinitionNotExist", "原流程定义不存在", given)
        }
        let department = try request.integer("departmentId")
        if let department, state.contacts.department(ofApproval: department) == nil {
            throw .yidaParameter("departmentId")
        }
        let values = try call.data("formDataJson", of: form, state.contacts)
        let record = state.startYida(
            values, in: form, of: call.app, by: call.user, department: department, step)
        return ["result": .string(record.id)]
    }
}
