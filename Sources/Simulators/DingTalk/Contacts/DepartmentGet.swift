/// `POST /topapi/v2/department/get` (「获取部门详情」). The root has no `parent_id`.
enum DepartmentGet: DingTalkEndpoint {
    static let path = "/topapi/v2/department/get"
    static let scope: String? = "qyapi_get_department_list"

    static func key(of request: DingTalkRequest) -> String? { request.text("dept_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let department = try ContactAnswers.visibleDepartment(of: request, in: state)
        let profile = department.profile
        var members = [
            JSON.Member("dept_id", .number(department.id)), JSON.Member("name", .string(department.name)),
        ]
        if let parent = department.parent { members.append(JSON.Member("parent_id", .number(parent))) }
        let texts = [
            ("source_identifier", profile.sourceIdentifier), ("dept_group_chat_id", profile.groupChatID),
            ("org_dept_owner", profile.groupOwner), ("code", profile.code),
        ]
        for (name, text) in texts where !text.isEmpty { members.append(JSON.Member(name, .string(text))) }
        let count = JSON.number(state.contacts.memberIDs(of: department.id).count)
        return [
            "result": .object(
                members + [
                    JSON.Member("create_dept_group", .bool(profile.createsGroup)),
                    JSON.Member("auto_add_user", .bool(profile.addsUsersToGroup)),
                    JSON.Member("auto_approve_apply", .bool(profile.approvesApplications)),
                    JSON.Member("from_union_org", false),
                    JSON.Member("order", .number(profile.order ?? ContactAnswers.order)),
                    JSON.Member("group_contain_sub_dept", .bool(profile.groupContainsSubDepartments)),
                    JSON.Member("dept_manager_userid_list", list(profile.managers)),
                    JSON.Member("outer_dept", .bool(profile.isOuter)),
                    JSON.Member("outer_permit_depts", list(profile.outerPermittedDepartments)),
                    JSON.Member("outer_permit_users", list(profile.outerPermittedUsers)),
                    JSON.Member("hide_dept", .bool(profile.isHidden)),
                    JSON.Member("user_permits", list(profile.permittedUsers)),
                    JSON.Member("dept_permits", list(profile.permittedDepartments)),
                    JSON.Member("member_count", count), JSON.Member("owning_member_count", count),
                ])
        ]
    }

    private static func list(_ ids: [String]) -> JSON { .array(ids.map { .string($0) }) }

    private static func list(_ ids: [Int64]) -> JSON { .array(ids.map { .number($0) }) }
}
