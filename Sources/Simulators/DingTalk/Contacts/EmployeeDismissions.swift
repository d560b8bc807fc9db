/// `GET /v1.0/hrm/employees/dismissions`: the userids of everybody who left, until `hasMore` is false
/// (「获取离职员工列表」). The list is spelt dismission, the details dimission.
enum EmployeeDismissions: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/hrm/employees/dismissions"
    static let scope: String? = "qyapi_hrm_read_user"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let start = try request.integer("nextToken") ?? 0
        let size = try request.integer("maxResults") ?? 30
        guard start >= 0 else { throw request.invalid("nextToken") }
        guard (1...50).contains(size) else { throw request.invalid("maxResults") }
        let leavers = state.contacts.leavers.all
        let first = Int(clamping: min(start, Int64(leavers.count)))
        let page = leavers.dropFirst(first).prefix(Int(size))
        let next = first + page.count
        let hasMore = next < leavers.count
        return [
            "nextToken": .number(hasMore ? next : 0), "hasMore": .bool(hasMore),
            "userIdList": .array(page.map { .string($0.employee.userID) }),
        ]
    }
}
