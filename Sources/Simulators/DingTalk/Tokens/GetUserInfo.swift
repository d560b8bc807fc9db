/// `POST /topapi/v2/user/getuserinfo`: who is behind a code of the in-app free login (「通过免登码获取用户信息」).
enum GetUserInfo: DingTalkEndpoint {
    static let path = "/topapi/v2/user/getuserinfo"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try person(of: request, &state, step)
        return [
            "result": [
                "userid": .string(employee.userID), "unionid": .string(employee.unionID),
                "associated_unionid": .string("as\(employee.unionID)"), "device_id": .string(deviceID(of: employee)),
                "sys": .bool(isAdministrator(employee)), "sys_level": .number(level(of: employee)),
                "name": .string(employee.name),
            ]
        ]
    }

    /// Uses the code of a request up. A code of the browser login is as unknown as a used one (40078). Somebody whom the
    /// application may not see gets 40079.
    static func person(
        of request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> Company.Employee {
        guard let code = request.text("code") else { throw .loginCodeMissing }
        guard let found = state.loginCodes.take(code, at: step.now, where: { $0 == .inApp }) else {
            throw .loginCodeUnknown
        }
        guard let employee = state.contacts.employee(found.userID) else { throw .userUnknown }
        guard state.contacts.covers(employee, state.world.contactScope) else { throw .loginNotAuthorized }
        return employee
    }

    static func isAdministrator(_ employee: Company.Employee) -> Bool {
        employee.profile.administration != .none
    }

    /// 1 main administrator, 2 sub-administrator, 100 boss, 0 anybody else.
    static func level(of employee: Company.Employee) -> Int {
        switch employee.profile.administration {
        case .main: 1
        case .sub: 2
        case .none: employee.profile.isBoss ? 100 : 0
        }
    }

    /// A made-up device, the same for a person each time.
    static func deviceID(of employee: Company.Employee) -> String {
        String(UserMe.openID(of: employee.userID, appKey: "device").lowercased().prefix(16))
    }
}
