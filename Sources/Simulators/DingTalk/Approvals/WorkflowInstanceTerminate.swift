import Seams

/// `POST /v1.0/workflow/processInstances/terminate`: withdraws an approval; not within 15 s of its start
/// (「撤销审批实例」).
enum WorkflowInstanceTerminate: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/terminate"
    static let scope: String? = "Workflow.Instance.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let id = try request.requiredText("processInstanceId")
        guard let instance = state.approvals[id] else { throw .modernFlowUnknown }
        let user = request.text("operatingUserId")
        guard request.body["isSystem"]?.boolean ?? false || user == instance.originator else {
            throw .modernUserUnknown
        }
        let remark = request.text("remark") ?? ""
        guard remark.count <= 1024 else { throw request.invalid("remark") }
        guard instance.status == .running, step.now - instance.created >= .seconds(15) else {
            throw .modernFlowStateWrong
        }
        state.terminate(id, by: user ?? "bpms_system", remark: remark, step)
        return ["result": true, "success": true]
    }
}
