/// `POST /topapi/v2/user/delete`: somebody leaves (「删除用户」).
enum UserDelete: DingTalkEndpoint {
    static let path = "/topapi/v2/user/delete"
    static let scope: String? = "qyapi_manage_addresslist"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try ContactAnswers.employee(of: request, in: state)
        try state.leave(employee.userID, reason: .oapi, step)
        return [:]
    }
}
