/// `POST /v1.0/workflow/processInstances/spaces/files/urls/download`: a link to an attachment, good for fifteen minutes
/// (「下载审批附件」). What was attached to a comment is found only with `withCommentAttatchment` (the platform's
/// spelling); clients saw `noPermission` otherwise.
enum WorkflowFileURL: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processInstances/spaces/files/urls/download"
    static let scope: String? = "Workflow.Instance.Write"

    static func key(of request: DingTalkRequest) -> String? { request.text("processInstanceId") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let id = try request.requiredText("processInstanceId")
        let file = try request.requiredText("fileId")
        guard let instance = state.approvals[id] else { throw .modernFlowUnknown }
        let inRecords = request.body["withCommentAttatchment"]?.boolean ?? false
        guard let found = instance.attachment(file, inRecords: inRecords) else { throw .modernFileForbidden }
        return [
            "result": [
                "fileId": .string(file), "spaceId": .number(Int64(found.space) ?? ApprovalFiles.space),
                "downloadUri": .string(state.files.link(to: found, lasting: state.world.fileLinkLifetime, step)),
            ], "success": true,
        ]
    }
}
