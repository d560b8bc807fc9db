/// `POST /topapi/processinstance/cspace/info`: the space that attachments are uploaded to (「获取审批钉盘空间信息」).
enum ProcessSpace: DingTalkEndpoint {
    static let path = "/topapi/processinstance/cspace/info"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let user = try request.requiredText("user_id")
        guard state.contacts.employee(user) != nil else { throw .userUnknown }
        return ["result": ["space_id": .number(ApprovalFiles.space)], "success": true]
    }
}
