/// `POST /topapi/v2/department/listsubid`: ids one level below a department (「获取子部门ID列表」). The app's contact
/// scope does not narrow it.
enum DepartmentListSubID: DingTalkEndpoint {
    static let path = "/topapi/v2/department/listsubid"
    static let scope: String? = "qyapi_get_department_list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let parent = try ContactAnswers.department(of: request, in: state.contacts)
        let ids = state.contacts.departments(below: parent.id).map { JSON.number($0.id) }
        return ["result": ["dept_id_list": .array(ids)]]
    }
}
