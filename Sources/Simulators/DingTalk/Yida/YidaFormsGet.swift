/// `GET /v2.0/yida/forms/instances/{id}`: one form's data (「根据表单实例ID获取表单实例」).
enum YidaFormsGet<Version: YidaVersion>: DingTalkEndpoint {
    static var method: String { "GET" }
    static var path: String { "/\(Version.name)/yida/forms/instances/{id}" }
    static var operation: String { "\(Version.prefix)yida/forms/instances/get" }
    static var scope: String? { "Yida.Form.Read" }

    static func key(of request: DingTalkRequest) -> String? { request.segment(fromEnd: 0) }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let (record, form) = try call.record(request.segment(fromEnd: 0), state)
        return YidaAnswer(call: call, contacts: state.contacts).single(record, form)
    }
}
