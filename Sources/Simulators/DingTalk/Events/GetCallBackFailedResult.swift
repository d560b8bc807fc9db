/// `GET /call_back/get_call_back_failed_result`: events that were given up, at most 200; each call deletes what the
/// one before returned (「获取推送失败的事件列表」).
enum GetCallBackFailedResult: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/call_back/get_call_back_failed_result"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let (events, hasMore) = state.events.takeFailed(at: step.now)
        return [
            "has_more": .bool(hasMore),
            "failed_list": .array(events.map { $0.failedEntry(corpID: state.world.corpID) }),
        ]
    }
}
