/// `POST /topapi/v2/department/update` (「更新部门」).
enum DepartmentUpdate: DingTalkEndpoint {
    static let path = "/topapi/v2/department/update"
    static let scope: String? = "qyapi_manage_addresslist"

    static func key(of request: DingTalkRequest) -> String? { request.text("dept_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.visibleDepartment(of: request, in: state)
        try state.changeDepartment(department, DepartmentFields(request), step)
        return [:]
    }
}
