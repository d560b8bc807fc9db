/// `GET /call_back/delete_call_back`: ends the subscription.
enum DeleteCallBack: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/call_back/delete_call_back"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard state.callback != nil else { throw .callbackUnknown }
        state.callback = nil
        return [:]
    }
}
