/// `POST /topapi/message/corpconversation/asyncsend_v2`: a work notification (「发送工作通知」).
enum AsyncSendV2: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/asyncsend_v2"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let message = request.argument("msg"), message.members != nil else { throw request.missing("msg") }
        return try WorkNotification.send(message, request, &state, step)
    }
}
