import Seams

/// `POST /topapi/message/corpconversation/getsendresult`: the only trace of what the limits dropped. With more than 100
/// receivers it times out (「获取工作通知消息的发送结果」).
enum GetSendResult: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/getsendresult"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        var delivery = try WorkNotification.task(of: request, state, step)
        guard delivery.receivers <= state.world.notifications.resultReceiversMax else { throw .backendTimeout }
        // Nobody stands in a list before the task is done.
        if step.now - delivery.sent < state.world.notifications.duration { delivery = delivery.unfinished }
        let dropped = delivery.dropped.map { drop -> JSON in
            ["code": .string(drop.code), "count": 1, "userid": .string(drop.user)]
        }
        let isRead = { delivery.readers.contains($0) }
        return [
            "send_result": [
                "invalid_user_id_list": .array(delivery.unknown.map(JSON.string)), "forbidden_user_id_list": [],
                "failed_user_id_list": [],
                "read_user_id_list": .array(delivery.received.filter(isRead).map(JSON.string)),
                "unread_user_id_list": .array(delivery.received.filter { !isRead($0) }.map(JSON.string)),
                "invalid_dept_id_list": .array(
                    delivery.unknownDepartments.map { id in Int64(id).map { JSON.number($0) } ?? .string(id) }),
                "forbidden_list": .array(dropped),
            ]
        ]
    }
}
