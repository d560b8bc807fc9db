/// `POST /topapi/user/listid`: the userids of a department's direct members, without pages (「获取部门用户userid列表」).
/// The app's contact scope does not narrow it.
enum UserListID: DingTalkEndpoint {
    static let path = "/topapi/user/listid"
    static let scope: String? = "qyapi_get_department_member"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.department(of: request, in: state.contacts)
        let ids = state.contacts.memberIDs(of: department.id).map { JSON.string($0) }
        return ["result": ["userid_list": .array(ids)]]
    }
}
