/// `POST /topapi/processinstance/get`: one approval instance; the object is not under `result`
/// (「获取单个审批实例详情」).
enum ProcessInstanceGet: DingTalkEndpoint {
    static let path = "/topapi/processinstance/get"

    static func key(of request: DingTalkRequest) -> String? { request.text("process_instance_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let instance = state.approvals[try request.requiredText("process_instance_id")] else {
            throw .instanceUnknown
        }
        return ["process_instance": ProcessInstanceAnswer.json(instance)]
    }
}
