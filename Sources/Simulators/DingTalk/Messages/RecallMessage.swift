/// `POST /topapi/message/corpconversation/recall`: takes a work notification back within a day. The task is
/// `msg_task_id` here (「撤回工作通知消息」).
enum RecallMessage: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/recall"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard try request.requiredInteger("agent_id") == state.world.agentID else { throw .agentWrong }
        let task = try request.requiredInteger("msg_task_id")
        guard state.messages.recall(task, at: step.now) else { throw .messageTaskUnknown }
        return [:]
    }
}
