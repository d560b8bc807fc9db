/// `POST /topapi/v2/department/delete`: only an empty one (「删除部门」).
enum DepartmentDelete: DingTalkEndpoint {
    static let path = "/topapi/v2/department/delete"
    static let scope: String? = "qyapi_manage_addresslist"

    static func key(of request: DingTalkRequest) -> String? { request.text("dept_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.visibleDepartment(of: request, in: state)
        try state.removeDepartment(department.id, step)
        return [:]
    }
}
