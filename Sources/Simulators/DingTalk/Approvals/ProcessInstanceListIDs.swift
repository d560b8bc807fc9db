import Seams

/// `POST /topapi/processinstance/listids`: ids by time of creation. The end is the absence of `next_cursor`
/// (「获取审批实例ID列表」).
enum ProcessInstanceListIDs: DingTalkEndpoint {
    static let path = "/topapi/processinstance/listids"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let code = try request.requiredText("process_code")
        guard state.world.templates.contains(where: { $0.code == code }) else { throw .templateUnknown }
        let (from, to) = try span(of: request, at: step.now)
        let size = try request.integer("size") ?? 10
        guard (1...20).contains(size) else { throw request.invalid("size") }
        let cursor = try request.integer("cursor") ?? 0
        guard cursor >= 0 else { throw .cursorInvalid }
        let people = request.list("userid_list")
        guard people.count <= 10 else { throw request.invalid("userid_list") }
        let (ids, next) = state.approvals.ids(
            ApprovalStore.Query(
                processCode: code, from: from, to: to, originators: people, offset: Int(clamping: cursor),
                limit: Int(size)))
        var members = [JSON.Member("list", .array(ids.map(JSON.string)))]
        if let next { members.append(JSON.Member("next_cursor", .number(next))) }
        return ["result": .object(members)]
    }

    /// At most 120 days, begun at most 365 days ago; an end ahead of the server's clock is refused in practice.
    private static func span(
        of request: DingTalkRequest, at now: Timestamp
    ) throws(DingTalkRefusal) -> (from: Timestamp, to: Timestamp) {
        let from = Timestamp(milliseconds: try request.requiredInteger("start_time"))
        let to = try request.integer("end_time").map { Timestamp(milliseconds: $0) }
        let day: Int64 = 86_400
        guard (to ?? now).seconds - from.seconds <= 120 * day else { throw .spanTooLong }
        guard now.seconds - from.seconds <= 365 * day else { throw request.invalid("start_time") }
        if let to, to < from || to.milliseconds > now.milliseconds { throw request.invalid("end_time") }
        return (from, to ?? now)
    }
}
