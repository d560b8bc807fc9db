/// `POST /topapi/v2/department/create` (「创建部门」).
enum DepartmentCreate: DingTalkEndpoint {
    static let path = "/topapi/v2/department/create"
    static let scope: String? = "qyapi_manage_addresslist"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        if let parent = try request.integer("parent_id"), state.contacts.department(parent) != nil {
            guard state.contacts.covers(department: parent, state.world.contactScope) else {
                throw .departmentOutsideScope
            }
        }
        let id = try state.createDepartment(DepartmentFields(request), step)
        return ["result": ["dept_id": .number(id)]]
    }
}
