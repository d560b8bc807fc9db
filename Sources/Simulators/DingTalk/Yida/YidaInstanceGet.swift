/// `GET /v2.0/yida/processes/instancesInfos/{id}`: one process instance, not wrapped (「根据流程实例ID获取流程实例」).
enum YidaInstanceGet<Version: YidaVersion>: DingTalkEndpoint {
    static var method: String { "GET" }
    static var path: String { "/\(Version.name)/yida/processes/instancesInfos/{id}" }
    static var operation: String { "\(Version.prefix)yida/processes/instancesInfos" }
    static var scope: String? { "Yida.Process.Read" }

    static func key(of request: DingTalkRequest) -> String? { request.segment(fromEnd: 0) }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let (record, form, _) = try call.process(request.segment(fromEnd: 0), state)
        return YidaAnswer(call: call, contacts: state.contacts).process(record, form)
    }
}
