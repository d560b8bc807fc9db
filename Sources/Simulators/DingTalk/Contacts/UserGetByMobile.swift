/// `POST /topapi/v2/user/getbymobile` (「根据手机号查询用户」).
enum UserGetByMobile: DingTalkEndpoint {
    static let path = "/topapi/v2/user/getbymobile"
    static let scope: String? = "qyapi_get_member_by_mobile"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let mobile = try request.requiredText("mobile")
        guard mobile.allSatisfy({ "+-0123456789".contains($0) }) else { throw .mobileInvalid }
        guard let employee = state.contacts.employee(mobile: mobile) else { throw .userUnknown }
        guard state.contacts.covers(employee, state.world.contactScope) else { throw .userOutsideScope }
        return ["result": ["userid": .string(employee.userID)]]
    }
}
