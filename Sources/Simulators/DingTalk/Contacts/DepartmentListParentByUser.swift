/// `POST /topapi/v2/department/listparentbyuser`: one path for each membership, root last
/// (「获取指定用户的所有父部门列表」).
enum DepartmentListParentByUser: DingTalkEndpoint {
    static let path = "/topapi/v2/department/listparentbyuser"
    static let scope: String? = "qyapi_get_department_list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let employee = state.contacts.employee(try request.requiredText("userid")) else { throw .userIDUnknown }
        let paths = employee.departments.map { id -> JSON in
            ["parent_dept_id_list": .array(state.contacts.path(of: id).map { .number($0) })]
        }
        return ["result": ["parent_list": .array(paths)]]
    }
}
