/// `POST /topapi/v2/user/list`: the direct members of a department with details (「获取部门用户详情」).
enum UserList: DingTalkEndpoint {
    static let path = "/topapi/v2/user/list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        try ContactAnswers.page(of: request, in: state.contacts) { employee in
            .object(
                ContactAnswers.common(employee) + [
                    JSON.Member("leader", false), JSON.Member("dept_order", .number(ContactAnswers.order)),
                ])
        }
    }
}
