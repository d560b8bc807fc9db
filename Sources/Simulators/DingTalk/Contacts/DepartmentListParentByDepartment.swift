/// `POST /topapi/v2/department/listparentbydept`: itself first, the root last (「获取指定部门的所有父部门列表」).
enum DepartmentListParentByDepartment: DingTalkEndpoint {
    static let path = "/topapi/v2/department/listparentbydept"
    static let scope: String? = "qyapi_get_department_list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.department(of: request, in: state.contacts)
        let path = state.contacts.path(of: department.id).map { JSON.number($0) }
        return ["result": ["parent_id_list": .array(path)]]
    }
}
