/// `POST /topapi/user/count` (「获取员工人数」).
enum UserCount: DingTalkEndpoint {
    static let path = "/topapi/user/count"
    static let scope: String? = "qyapi_get_member"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let onlyActive = request.argument("only_active")?.boolean ?? false
        return ["result": ["count": .number(onlyActive ? state.contacts.activeCount : state.contacts.count)]]
    }
}
