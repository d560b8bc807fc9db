/// `POST /call_back/register_call_back`: the legacy way to subscribe (「注册回调事件」).
enum RegisterCallBack: ProbingEndpoint {
    static let path = "/call_back/register_call_back"

    static func configuration(
        of request: DingTalkRequest, _ state: DingTalkState
    ) throws(DingTalkRefusal) -> CallbackConfiguration {
        guard state.callback == nil else { throw .callbackExists }
        return try .registered(by: request, corpID: state.world.corpID)
    }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        state.callback = try configuration(of: request, state)
        return [:]
    }
}
