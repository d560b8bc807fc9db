import Seams

/// `POST /v1.0/workflow/processes/instanceIds/query`: ids by time of creation. `nextToken` goes in as a number, comes
/// out as text, and is absent at the end (「获取审批实例ID列表」).
enum WorkflowInstanceIDsQuery: DingTalkEndpoint {
    static let path = "/v1.0/workflow/processes/instanceIds/query"
    static let scope: String? = "Workflow.Instance.Read"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let (ids, next) = state.approvals.ids(try query(request, state, step.now))
        var members = [JSON.Member("list", .array(ids.map(JSON.string)))]
        if let next { members.append(JSON.Member("nextToken", .string(String(next)))) }
        return ["result": .object(members), "success": true]
    }

    private static func query(
        _ request: DingTalkRequest, _ state: DingTalkState, _ now: Timestamp
    ) throws(DingTalkRefusal) -> ApprovalStore.Query {
        let body = request.body
        guard let code = body["processCode"]?.string, state.world.templates.contains(where: { $0.code == code }) else {
            throw .modernInvalid("invalidProcessCode", "审批模板processCode不能为空")
        }
        let (from, to) = try span(body, now)
        guard case .number? = body["nextToken"], let token = body["nextToken"]?.integer, token >= 0 else {
            throw .modernInvalid("invalidNextToken", "获取审批实例ID列表，分页查询的游标不能为空")
        }
        guard let size = body["maxResults"]?.integer, (1...20).contains(size) else {
            throw .modernInvalid("invalidMaxResults", "获取审批实例ID列表，分页参数非法，每页大小，最多传20。")
        }
        let people = (body["userIds"]?.array ?? []).compactMap(\.string)
        guard people.count <= 10 else { throw .modernInvalid("invalidUserIds", "获取审批实例ID列表，发起userid列表参数非法，最大列表长度为10。") }
        return ApprovalStore.Query(
            processCode: code, from: from, to: to, originators: people,
            statuses: (body["statuses"]?.array ?? []).compactMap(\.string), offset: Int(clamping: token),
            limit: Int(size))
    }

    /// At most 120 days, begun at most 365 days ago; an end ahead of the server's clock is refused in practice.
    private static func span(_ body: JSON, _ now: Timestamp) throws(DingTalkRefusal) -> (Timestamp, Timestamp) {
        let day: Int64 = 86_400
        guard let start = body["startTime"]?.integer, now.seconds - start / 1000 <= 365 * day,
            body["endTime"]?.integer != nil || now.seconds - start / 1000 <= 120 * day
        else { throw .modernInvalid("invalidInstanceListIdsStartTime", "获取审批实例ID列表，审批实例开始时间不能为空") }
        let from = Timestamp(milliseconds: start)
        guard let end = body["endTime"]?.integer.map({ Timestamp(milliseconds: $0) }) else { return (from, now) }
        guard end >= from, end.seconds - from.seconds <= 120 * day, end.milliseconds <= now.milliseconds else {
            throw .modernInvalid("invalidEndTime", "获取审批实例ID列表，审批实例结束时间不能小于开始时间；且查询时间范围不能超过120天。")
        }
        return (from, end)
    }
}
