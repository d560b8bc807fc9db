/// `POST /topapi/v2/department/get` (「获取部门详情」). The root has no `parent_id`.
enum DepartmentGet: DingTalkEndpoint {
    static let path = "/topapi/v2/department/get"

    static func key(of request: DingTalkRequest) -> String? { request.text("dept_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.department(of: request, in: state.contacts)
        var members = [
            JSON.Member("dept_id", .number(department.id)), JSON.Member("name", .string(department.name)),
        ]
        if let parent = department.parent { members.append(JSON.Member("parent_id", .number(parent))) }
        members += [
            JSON.Member("create_dept_group", false), JSON.Member("auto_add_user", false),
            JSON.Member("auto_approve_apply", false), JSON.Member("from_union_org", false),
            JSON.Member("order", .number(ContactAnswers.order)), JSON.Member("group_contain_sub_dept", false),
            JSON.Member("dept_manager_userid_list", []), JSON.Member("outer_dept", false),
            JSON.Member("outer_permit_depts", []), JSON.Member("outer_permit_users", []),
            JSON.Member("hide_dept", false), JSON.Member("user_permits", []), JSON.Member("dept_permits", []),
            JSON.Member("member_count", .number(state.contacts.employees(of: department.id).count)),
        ]
        return ["result": .object(members)]
    }
}
