/// `POST /v2.0/yida/forms/instances/search`: searches a form's data; the page is `currentPage` here
/// (「搜索表单实例」).
enum YidaFormsSearch<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/forms/instances/search" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/search" }
    static var scope: String? { "Yida.Form.Read" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let form = try call.form()
        let page = try YidaSearch(request, call, form, pageName: "currentPage").perform(state.yida, at: step.now)
        let answer = YidaAnswer(call: call, contacts: state.contacts)
        return [
            "currentPage": .number(page.number), "totalCount": .number(page.total),
            "data": .array(page.records.map { answer.found($0, form) }),
        ]
    }
}
