/// `GET /v1.0/yida/processes/instances/searchWithIds?processInstanceIds=a,b`: several process instances; those that do not
/// exist are left out (「批量获取流程实例」). The department goes by another name than in the list.
enum YidaInstancesByIDs: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/yida/processes/instances/searchWithIds"
    static let scope: String? = "Yida.Process.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let ids = request.list("processInstanceIds")
        guard !ids.isEmpty else { throw .yidaParameter("processInstanceIds") }
        guard ids.count <= 100 else { throw .yidaTooMany("processInstanceIds") }
        let answer = YidaAnswer(call: call, contacts: state.contacts)
        var items: [JSON] = []
        for id in ids {
            guard let record = state.yida[id], record.flow != nil, record.appType == call.app.appType else { continue }
            items.append(answer.process(record, try call.form(record.formUUID), department: "departmentName"))
        }
        return ["result": .array(items)]
    }
}
