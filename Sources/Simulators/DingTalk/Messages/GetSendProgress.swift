import Seams

/// `POST /topapi/message/corpconversation/getsendprogress`: how far a task is; status 0 not begun, 1 under way, 2 done.
enum GetSendProgress: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/getsendprogress"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let delivery = try WorkNotification.task(of: request, state, step)
        let percent = percent(after: step.now - delivery.sent, of: state.world.notifications.duration)
        let status = percent == 0 ? 0 : percent == 100 ? 2 : 1
        return ["progress": ["progress_in_percent": .number(percent), "status": .number(status)]]
    }

    private static func percent(after elapsed: Duration, of duration: Duration) -> Int {
        guard elapsed < duration else { return 100 }
        return Int(elapsed.seconds / duration.seconds * 100)
    }
}
