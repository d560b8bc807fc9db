/// `POST /robot/send?access_token=…[&timestamp=…&sign=…]`: a custom robot writes to its group; the token is the robot's
/// own (「自定义机器人发送群消息」).
enum RobotSend: DingTalkEndpoint {
    static let path = "/robot/send"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.mediaType == "application/json" else { throw .contentTypeWrong }
        let isObserved = state.world.robotErrors == .observed
        guard let token = request.query["access_token"], let entry = state.robots[token] else {
            throw isObserved ? .robotTokenUnknown : .robotTokenInvalid
        }
        switch entry.robot.standing {
        case .active: break
        case .stopped: throw .robotStopped
        case .removed: throw .robotRemoved
        case .dissolved: throw .groupDissolved
        }
        let message = try RobotMessage(request.body)
        try RobotSecurity(robot: entry.robot).check(request, words: message.words, at: step.now)
        guard !state.world.forbiddenWords.contains(where: message.words.contains) else { throw .robotWordsForbidden }
        switch state.robots.send(message.body, uuid: request.text("msgUuid"), by: token, at: step.now) {
        case .shown:
            step.history.record(.robotMessageSent(robot: entry.robot.name, text: message.words))
            return [:]
        case .repeated: return [:]
        case .tooFast: throw isObserved ? .robotTooFastObserved : .robotTooFast
        }
    }
}
