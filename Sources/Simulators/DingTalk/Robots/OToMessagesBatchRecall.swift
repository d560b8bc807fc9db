/// `POST /v1.0/robot/otoMessages/batchRecall`: takes messages of the application's robot back; mind the small `t`
/// (「批量撤回人与机器人会话中机器人消息」).
enum OToMessagesBatchRecall: DingTalkEndpoint {
    static let path = "/v1.0/robot/otoMessages/batchRecall"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        try AppRobot.check(request, state)
        guard let keys = request.body["processQueryKeys"]?.array?.compactMap(\.scalarText), !keys.isEmpty else {
            throw request.missing("processQueryKeys")
        }
        guard keys.count <= 20 else { throw request.invalid("processQueryKeys") }
        var recalled: [JSON] = []
        var failed: [JSON.Member] = []
        for key in keys {
            if state.appRobotMessages.recall(key) {
                recalled.append(.string(key))
            } else {
                failed.append(JSON.Member(key, "message not found"))
            }
        }
        return ["successResult": .array(recalled), "failedResult": .object(failed)]
    }
}
