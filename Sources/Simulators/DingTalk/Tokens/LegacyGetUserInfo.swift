/// `GET /user/getuserinfo`: who is behind a code of the in-app free login, flat and with other names
/// (「通过免登码获取用户信息（不推荐）」).
enum LegacyGetUserInfo: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/user/getuserinfo"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try GetUserInfo.person(of: request, &state, step)
        return [
            "userid": .string(employee.userID), "name": .string(employee.name),
            "deviceId": .string(GetUserInfo.deviceID(of: employee)),
            "is_sys": .bool(GetUserInfo.isAdministrator(employee)),
            "sys_level": .number(GetUserInfo.level(of: employee)),
        ]
    }
}
