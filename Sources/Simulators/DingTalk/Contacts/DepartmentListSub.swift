/// `POST /topapi/v2/department/listsub`: one level below a department; the result is an array (「获取部门列表」).
enum DepartmentListSub: DingTalkEndpoint {
    static let path = "/topapi/v2/department/listsub"
    static let scope: String? = "qyapi_get_department_list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let parent = try ContactAnswers.visibleDepartment(of: request, in: state, defaultID: ContactBook.rootID)
        let children = state.contacts.departments(below: parent.id).map { child -> JSON in
            [
                "dept_id": .number(child.id), "name": .string(child.name), "parent_id": .number(parent.id),
                "create_dept_group": .bool(child.profile.createsGroup),
                "auto_add_user": .bool(child.profile.addsUsersToGroup),
            ]
        }
        return ["result": .array(children)]
    }
}
