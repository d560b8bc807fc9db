/// `POST /v2.0/yida/processes/instanceIds?pageNumber=&pageSize=`: lists the ids of process instances
/// (「获取流程实例ID列表」).
enum YidaInstanceIDs<Version: YidaVersion>: DingTalkEndpoint {
    static var path: String { "/\(Version.name)/yida/processes/instanceIds" }
    static var operation: String { "\(Version.prefix)yida/processes/instanceIds" }
    static var scope: String? { "Yida.Process.Read" }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let call = try YidaCall(request, state)
        let page = try YidaSearch(request, call, try call.form()).perform(state.yida, at: step.now)
        return [
            "totalCount": .number(page.total), "pageNumber": .number(page.number),
            "data": .array(page.records.map { .string($0.id) }),
        ]
    }
}
