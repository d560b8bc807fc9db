/// `POST /call_back/update_call_back`: replaces the registered callback.
enum UpdateCallBack: ProbingEndpoint {
    static let path = "/call_back/update_call_back"

    static func configuration(
        of request: DingTalkRequest, _ state: DingTalkState
    ) throws(DingTalkRefusal) -> CallbackConfiguration {
        guard state.callback != nil else { throw .callbackUnknown }
        return try .registered(by: request, corpID: state.world.corpID)
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        state.callback = try configuration(of: request, state)
        return [:]
    }
}
