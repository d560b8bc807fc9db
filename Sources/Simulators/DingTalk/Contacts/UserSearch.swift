/// `POST /v1.0/contact/users/search`: userids by a name or a number (「搜索用户userId」). `fullMatchField` 1 wants the whole
/// name. Only people whom the application may see.
enum UserSearch: DingTalkEndpoint {
    static let path = "/v1.0/contact/users/search"
    static let scope: String? = "qyapi_addresslist_search"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let word = try request.requiredText("queryWord")
        let offset = try request.integer("offset") ?? 0
        let size = try request.integer("size") ?? 10
        guard offset >= 0 else { throw request.invalid("offset") }
        guard (1...100).contains(size) else { throw request.invalid("size") }
        let scope = state.world.contactScope
        let found = state.contacts.people(
            matching: word, from: Int(clamping: offset), atMost: Int(size),
            exactly: try request.integer("fullMatchField") == 1
        ) { state.contacts.covers($0, scope) }
        let isOver = Int(clamping: offset) >= found.count - found.shown.count
        return [
            "hasMore": .bool(!isOver), "totalCount": .number(found.count),
            "list": .array(found.shown.map { .string($0.userID) }),
        ]
    }
}
