/// `POST /v2.0/yida/processes/instances?pageNumber=&pageSize=`: lists process instances; the paging stands in the query,
/// the filters in the body (「获取流程实例列表」).
enum YidaInstancesList<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/processes/instances" }
    static var operation: String { "\(Version.prefix)yida/processes/instances" }
    static var scope: String? { "Yida.Process.Read" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let form = try call.form()
        let page = try YidaSearch(request, call, form).perform(state.yida, at: step.now)
        let answer = YidaAnswer(call: call, contacts: state.contacts)
        return [
            "totalCount": .number(page.total), "pageNumber": .number(page.number),
            "data": .array(page.records.map { answer.process($0, form) }),
        ]
    }
}
