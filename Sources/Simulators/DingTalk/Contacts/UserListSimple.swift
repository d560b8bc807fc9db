/// `POST /topapi/user/listsimple`: names of the direct members of a department (「获取部门用户基础信息」).
enum UserListSimple: DingTalkEndpoint {
    static let path = "/topapi/user/listsimple"
    static let scope: String? = "qyapi_get_department_member"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        try ContactAnswers.page(of: request, in: state) { employee, _ in
            ["userid": .string(employee.userID), "name": .string(employee.name)]
        }
    }
}
