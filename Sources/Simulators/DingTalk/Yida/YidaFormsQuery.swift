/// `POST /v1.0/yida/forms/instances/advances/query`: the advanced query, without tables
/// (「通过高级查询条件获取表单实例数据（不包括子表单组件数据）」).
enum YidaFormsQuery: DingTalkEndpoint {
    static let path = "/v1.0/yida/forms/instances/advances/query"
    static let scope: String? = "Yida.Form.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        return try answer(request, call, state, step, tables: false)
    }

    static func answer(
        _ request: DingTalkRequest, _ call: YidaCall, _ state: DingTalkState, _ step: DingTalkStep, tables: Bool
    ) throws(DingTalkRefusal) -> JSON {
        let form = try call.form()
        let page = try YidaSearch(request, call, form).perform(state.yida, at: step.now)
        let answer = YidaAnswer(call: call, contacts: state.contacts)
        return [
            "totalCount": .number(page.total), "pageNumber": .number(page.number),
            "data": .array(page.records.map { answer.advanced($0, form, tables: tables) }),
        ]
    }
}
