import HTTPTypes
import Seams

/// Events that DingTalk gave up pushing.
extension DingTalkClient {
    /// The next events whose callbacks failed for good (three attempts within a minute), at most 200; empty when there are
    /// no more: `GET /call_back/get_call_back_failed_result` (《获取推送失败的事件列表》), old API family.
    ///
    /// **Each call deletes at the platform what the call before returned.** Store the events durably before calling
    /// again, and never call from two places at a time.
    package func failedEvents() async throws(PlatformFailure) -> [IncomingEvent] {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        let reply = try await withToken(isWrite: true) { token in
            base.call(.get, "call_back/get_call_back_failed_result?access_token=\(PercentEncoding.encode(token))")
        }
        return (reply["failed_list"]?.elements ?? []).map(IncomingEvent.init(failed:))
    }
}

extension IncomingEvent {
    /// Reads an element of `failed_list`: the member named after the event's type holds its data, for approvals one level
    /// deeper. There is no event id; type, time and instance tell two events apart.
    init(failed element: JSONValue) {
        let type = element["call_back_tag"]?.text ?? ""
        let outer = element[type] ?? .null
        let data = outer["bpmsCallBackData"] ?? outer["callbackData"] ?? outer
        let time = element["event_time"]?.text ?? ""
        let parts = [type, time, data["processInstanceId"]?.text ?? data["taskId"]?.text, data["type"]?.text]
        self.init(
            id: parts.compactMap(\.self).joined(separator: ":"), type: type, data: data, payload: element.jsonText)
    }
}
