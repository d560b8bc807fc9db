/// `POST /topapi/process/gettodonum`: how many tasks wait for a person (「获取用户待审批数量」).
enum ProcessToDoNumber: DingTalkEndpoint {
    static let path = "/topapi/process/gettodonum"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let user = try request.requiredText("userid")
        guard state.contacts.employee(user) != nil else { throw .userUnknown }
        return ["count": .number(state.approvals.runningTasks(of: user))]
    }
}
