/// `POST /topapi/v2/user/list`: the direct members of a department with details (「获取部门用户详情」).
enum UserList: DingTalkEndpoint {
    static let path = "/topapi/v2/user/list"
    static let scope: String? = "qyapi_get_department_member"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let (contacts, world) = (state.contacts, state.world)
        return try ContactAnswers.page(of: request, in: state) { employee, department in
            let place = employee.memberships.first { $0.department == department.id }
            return .object(
                ContactAnswers.common(employee, world) + [
                    JSON.Member("leader", .bool(contacts.leads(employee.userID, department.id))),
                    JSON.Member("dept_order", .number(place?.order ?? ContactAnswers.order)),
                ])
        }
    }
}
