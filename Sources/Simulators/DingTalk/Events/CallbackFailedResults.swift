import Seams

/// `GET /v1.0/event/callbacks/failedResults`: the failed list of the new family, by time of the events.
///
/// The pages do not say what the window does to the list. Without a cursor, a client can only move the window; so an
/// answer here deletes nothing, unlike that of the old family.
enum CallbackFailedResults: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/event/callbacks/failedResults"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let begin = try request.integer("beginTime").map { Timestamp(milliseconds: $0) }
        let end = try request.integer("endTime").map { Timestamp(milliseconds: $0) }
        if let begin, let end, end < begin { throw request.invalid("endTime") }
        let (events, hasMore) = state.events.failed.list(
            from: begin ?? Timestamp(nanoseconds: .min), to: end ?? step.now, at: step.now)
        return [
            "failedList": .array(events.map { $0.modernFailedEntry(corpID: state.world.corpID) }),
            "hasMore": .bool(hasMore),
        ]
    }
}
