/// `GET /user/get`: one person, flat and with the old names, as legacy SDKs still ask (「获取用户详情（旧版）」).
enum LegacyUserGet: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/user/get"
    static let scope: String? = "qyapi_get_member"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try ContactAnswers.employee(of: request, in: state)
        let profile = employee.profile
        // Two members are texts that hold an object with numbers as names, which is no JSON.
        let leads = employee.departments.map { "\($0):\(state.contacts.leads(employee.userID, $0))" }
        let orders = employee.memberships.map { "\($0.department):\($0.order ?? ContactAnswers.order)" }
        var members = [
            JSON.Member("userid", .string(employee.userID)), JSON.Member("unionid", .string(employee.unionID)),
            JSON.Member(
                "openId", .string(UserMe.openID(of: employee.unionID, appKey: state.world.appKey))),
            JSON.Member("name", .string(employee.name)), JSON.Member("tel", .string(profile.telephone)),
        ]
        if !state.world.missingScopes.contains(ContactAnswers.mobileScope) {
            members.append(JSON.Member("mobile", .string(employee.mobile)))
            members.append(JSON.Member("stateCode", .string(profile.stateCode)))
        }
        if !state.world.missingScopes.contains(ContactAnswers.emailScope) {
            members += [
                JSON.Member("email", .string(profile.email)),
                JSON.Member("orgEmail", .string(profile.organizationEmail)),
                JSON.Member("workPlace", .string(profile.workPlace)), JSON.Member("remark", .string(profile.remark)),
                JSON.Member("extattr", .object(profile.attributes)),
            ]
        }
        if let hired = profile.hired { members.append(JSON.Member("hiredDate", .number(hired))) }
        members += [
            JSON.Member("jobnumber", .string(employee.staffNumber)), JSON.Member("position", .string(profile.title)),
            JSON.Member("avatar", .string(profile.avatar)), JSON.Member("active", .bool(profile.isActive)),
            JSON.Member("isAdmin", .bool(GetUserInfo.isAdministrator(employee))),
            JSON.Member("isBoss", .bool(profile.isBoss)), JSON.Member("isHide", .bool(profile.hidesMobile)),
            JSON.Member("isSenior", .bool(profile.isSenior)),
            JSON.Member("realAuthed", .bool(profile.isRealNameVerified)),
            JSON.Member("department", .array(employee.departments.map { .number($0) })),
            JSON.Member("isLeaderInDepts", .string("{\(leads.joined(separator: ","))}")),
            JSON.Member("orderInDepts", .string("{\(orders.joined(separator: ","))}")),
            JSON.Member(
                "roles",
                .array(
                    profile.roles.map { role in
                        ["id": .number(role.id), "name": .string(role.name), "groupName": .string(role.group)]
                    })),
        ]
        return .object(members)
    }
}
