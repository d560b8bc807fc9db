import Seams

/// `POST /topapi/process/instance/terminate`: withdraws an approval; not within 15 s of its start.
enum ProcessInstanceTerminate: DingTalkEndpoint {
    static let path = "/topapi/process/instance/terminate"
    static let operation = "processinstance/terminate"

    static func key(of request: DingTalkRequest) -> String? {
        request.argument("request")?["process_instance_id"]?.string
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let id = key(of: request) else { throw request.missing("process_instance_id") }
        guard let instance = state.approvals[id] else { throw .instanceUnknown }
        let arguments = request.argument("request")
        let user = arguments?["operating_userid"]?.scalarText
        guard arguments?["is_system"]?.boolean ?? false || user == instance.originator else {
            throw request.invalid("operating_userid")
        }
        guard instance.status == .running, step.now - instance.created >= .seconds(15) else {
            throw .instanceStateWrong
        }
        state.terminate(id, by: user ?? "bpms_system", remark: arguments?["remark"]?.string ?? "", step)
        return ["success": true, "result": true]
    }
}
