/// `POST /topapi/user/listid`: the userids of a department's direct members, without pages (「获取部门用户userid列表」).
enum UserListID: DingTalkEndpoint {
    static let path = "/topapi/user/listid"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.department(of: request, in: state.contacts)
        let ids = state.contacts.employees(of: department.id).map { JSON.string($0.userID) }
        return ["result": ["userid_list": .array(ids)]]
    }
}
