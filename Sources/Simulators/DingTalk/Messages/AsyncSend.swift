/// `POST /topapi/message/corpconversation/asyncsend`: the older call, which has the content apart from its type.
enum AsyncSend: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/asyncsend"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let type = try request.requiredText("msgtype")
        guard let content = request.argument("msgcontent"), content.members != nil else {
            throw request.missing("msgcontent")
        }
        let message = JSON.object([JSON.Member("msgtype", .string(type)), JSON.Member(type, content)])
        return try WorkNotification.send(message, request, &state, step)
    }
}
