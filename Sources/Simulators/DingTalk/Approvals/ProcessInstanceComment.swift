/// `POST /topapi/process/instance/comment/add`: writes a comment; its arguments are in `request` (「添加审批评论」).
enum ProcessInstanceComment: DingTalkEndpoint {
    static let path = "/topapi/process/instance/comment/add"

    static func key(of request: DingTalkRequest) -> String? {
        request.argument("request")?["process_instance_id"]?.string
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let arguments = request.argument("request")
        guard let id = key(of: request) else { throw request.missing("process_instance_id") }
        guard let text = arguments?["text"]?.scalarText, !text.isEmpty else { throw request.missing("text") }
        guard let user = arguments?["comment_userid"]?.scalarText else { throw request.missing("comment_userid") }
        guard state.approvals[id] != nil else { throw .instanceUnknown }
        guard state.contacts.employee(user) != nil else { throw .userUnknown }
        state.comment(id, by: user, text, file: RecordFile(arguments?["file"]), step)
        return ["result": true, "success": true]
    }
}
