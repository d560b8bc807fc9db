import Seams

/// `GET /v1.0/robot/oToMessages/readStatus`: who has read a message of the application's robot
/// (「批量查询人与机器人会话机器人消息是否已读」).
enum OToMessagesReadStatus: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/robot/oToMessages/readStatus"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        try AppRobot.check(request, state)
        guard let message = state.appRobotMessages[try request.requiredText("processQueryKey")] else {
            throw request.invalid("processQueryKey")
        }
        let people = message.users.map { user -> JSON in
            let time = message.readers[user]
            return [
                "name": .string(state.contacts.employee(user)?.name ?? ""), "userId": .string(user),
                "readStatus": time == nil ? "UNREAD" : "READ", "readTimestamp": .number(time?.milliseconds ?? 0),
            ]
        }
        return [
            "sendStatus": message.isRecalled ? "RECALLED" : "SUCCESS", "messageReadInfoList": .array(people),
        ]
    }
}
