/// `POST /topapi/message/corpconversation/getsendresult`: the only trace of what the limits dropped.
enum GetSendResult: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/getsendresult"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let delivery = state.messages[try request.requiredInteger("task_id")] else {
            throw request.invalid("task_id")
        }
        let dropped = delivery.dropped.map { drop -> JSON in
            ["code": .string(drop.code), "count": 1, "userid": .string(drop.user)]
        }
        return [
            "send_result": [
                "invalid_user_id_list": .array(delivery.unknown.map(JSON.string)), "forbidden_user_id_list": [],
                "failed_user_id_list": [], "read_user_id_list": [],
                "unread_user_id_list": .array(delivery.received.map(JSON.string)), "invalid_dept_id_list": [],
                "forbidden_list": .array(dropped),
            ]
        ]
    }
}
