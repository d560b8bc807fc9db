/// `POST /topapi/user/count` (「获取员工人数」).
enum UserCount: DingTalkEndpoint {
    static let path = "/topapi/user/count"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        ["result": ["count": .number(state.contacts.count)]]
    }
}
