/// `POST /topapi/v2/user/get`: one person (「查询用户详情」).
enum UserGet: DingTalkEndpoint {
    static let path = "/topapi/v2/user/get"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        // The page lists 33012, real answers show 60121.
        guard let employee = state.contacts.employee(try request.requiredText("userid")) else { throw .userUnknown }
        let department = JSON.number(employee.department)
        let members =
            ContactAnswers.common(employee) + [
                JSON.Member("dept_order_list", [["dept_id": department, "order": .number(ContactAnswers.order)]]),
                JSON.Member("leader_in_dept", [["dept_id": department, "leader": false]]),
                JSON.Member("role_list", []),
            ]
        return ["result": .object(members)]
    }
}
