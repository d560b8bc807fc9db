/// `POST /topapi/user/getbyunionid` (「根据unionid获取用户userid」).
enum UserGetByUnionID: DingTalkEndpoint {
    static let path = "/topapi/user/getbyunionid"
    static let scope: String? = "qyapi_get_member"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let unionID = try request.requiredText("unionid")
        guard let employee = state.contacts.employee(unionID: unionID) else { throw .userUnknown }
        return ["result": ["contact_type": 0, "userid": .string(employee.userID)]]
    }
}
