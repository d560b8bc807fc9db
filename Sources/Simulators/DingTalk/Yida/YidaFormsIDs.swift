/// `POST /v2.0/yida/forms/instances/ids/{appType}/{formUuid}?pageNumber=&pageSize=`: the ids of a form's data
/// (「获取多个表单实例ID」).
enum YidaFormsIDs<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/forms/instances/ids/{appType}/{formUuid}" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/ids" }
    static var scope: String? { "Yida.Form.Read" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state, appType: request.segment(fromEnd: 1))
        let form = try call.form(request.segment(fromEnd: 0))
        let page = try YidaSearch(request, call, form).perform(state.yida, at: step.now)
        return [
            "totalCount": .number(page.total), "pageNumber": .number(page.number),
            "data": .array(page.records.map { .string($0.id) }),
        ]
    }
}
