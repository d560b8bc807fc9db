/// `POST /v1.0/robot/oToMessages/batchSend`: the application's robot writes to single people, at most 20
/// (「批量发送人与机器人会话中机器人消息」). The robot's code is the app key.
enum OToMessagesBatchSend: DingTalkEndpoint {
    static let path = "/v1.0/robot/oToMessages/batchSend"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        try AppRobot.check(request, state)
        let type = try request.requiredText("msgKey")
        guard AppRobot.messageTypes.contains(type) else { throw request.invalid("msgKey") }
        guard let text = request.body["msgParam"]?.string else { throw request.missing("msgParam") }
        guard let content = try? JSON(parsing: text), content.members != nil else {  // the platform says no more either
            throw request.invalid("msgParam")
        }
        guard let users = request.body["userIds"]?.array?.compactMap(\.scalarText), !users.isEmpty else {
            throw request.missing("userIds")
        }
        guard users.count <= 20 else { throw request.invalid("userIds") }
        var seen: Set<String> = []
        let people = users.filter { seen.insert($0).inserted }
        let known = people.filter { state.contacts.employee($0) != nil }
        let key = step.newCredential("dingtalk.robot")
        state.appRobotMessages.add(
            AppRobotLog.Message(
                key: key, time: step.now, users: known, content: ["msgKey": .string(type), "msgParam": content]))
        return [
            "processQueryKey": .string(key),
            "invalidStaffIdList": .array(people.filter { state.contacts.employee($0) == nil }.map(JSON.string)),
            "flowControlledStaffIdList": [], "filteredStaffIdList": [],
        ]
    }
}

/// What the calls of the application's robot share.
enum AppRobot {
    static let messageTypes: Set<String> = [
        "sampleText", "sampleMarkdown", "sampleImageMsg", "sampleLink", "sampleActionCard", "sampleActionCard2",
        "sampleActionCard3", "sampleActionCard4", "sampleActionCard5", "sampleActionCard6", "sampleAudio",
        "sampleFile", "sampleVideo",
    ]

    /// The pages name no code for a robot that is not there; clients look at the status.
    static func check(_ request: DingTalkRequest, _ state: DingTalkState) throws(DingTalkRefusal) {
        guard try request.requiredText("robotCode") == state.world.appKey else { throw .appRobotUnknown }
    }
}
