/// `POST /topapi/v2/user/get`: one person (「查询用户详情」).
enum UserGet: DingTalkEndpoint {
    static let path = "/topapi/v2/user/get"
    static let scope: String? = "qyapi_get_member"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try ContactAnswers.employee(of: request, in: state)
        var members = ContactAnswers.common(employee, state.world)
        members += [
            JSON.Member(
                "dept_order_list",
                .array(
                    employee.memberships.map { place in
                        ["dept_id": .number(place.department), "order": .number(place.order ?? ContactAnswers.order)]
                    })),
            JSON.Member(
                "leader_in_dept",
                .array(
                    employee.departments.map { id in
                        ["dept_id": .number(id), "leader": .bool(state.contacts.leads(employee.userID, id))]
                    })),
            JSON.Member(
                "role_list",
                .array(
                    employee.profile.roles.map { role in
                        ["id": .number(role.id), "name": .string(role.name), "group_name": .string(role.group)]
                    })),
        ]
        if let manager = employee.profile.manager { members.append(JSON.Member("manager_userid", .string(manager))) }
        return ["result": .object(members)]
    }
}
