/// `POST /topapi/message/corpconversation/getsendprogress`.
enum GetSendProgress: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/getsendprogress"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard state.messages[try request.requiredInteger("task_id")] != nil else { throw request.invalid("task_id") }
        return ["progress": ["progress_in_percent": 100, "status": 2]]
    }
}
