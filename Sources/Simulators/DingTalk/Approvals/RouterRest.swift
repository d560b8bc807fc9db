/// `POST /router/rest`: the gateway's oldest face, which one SDK still calls for approvals; only the reading of an
/// instance is there.
enum RouterRest: DingTalkEndpoint {
    static let path = "/router/rest"

    static func key(of request: DingTalkRequest) -> String? { request.text("process_instance_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.text("method") == "dingtalk.smartwork.bpms.processinstance.get" else {
            throw .gateway("isv.invalid-method", "不合法ApiName，ApiName = \(request.text("method") ?? "")")
        }
        let result: JSON
        if let instance = state.approvals[try request.requiredText("process_instance_id")] {
            result = [
                "ding_open_errcode": 0, "success": true, "process_instance": ProcessInstanceAnswer.json(instance),
            ]
        } else {
            result = ["ding_open_errcode": 820004, "success": false, "error_msg": "流程不存在"]
        }
        return ["dingtalk_smartwork_bpms_processinstance_get_response": ["result": result]]
    }
}
