import HTTPTypes
import Seams

/// Work notifications (工作通知), old API family.
extension DingTalkClient {
    /// Sends a text to people and departments: `POST /topapi/message/corpconversation/asyncsend_v2` (《发送工作通知》).
    /// Returns the task, by which the result can be asked for within a day.
    ///
    /// The same content to the same person on the same day is dropped by the platform although it answers success: so a
    /// call whose outcome is unknown may be repeated with the same text on that day.
    ///
    /// - Parameters:
    ///   - users: at most 100 userids.
    ///   - departments: at most 20, with all below them.
    func notify(
        agent: Int, users: [String], departments: [Int64], message: JSONValue
    ) async throws(PlatformFailure) -> String {
        var members = [JSONValue.Member("agent_id", .number(String(agent)))]
        if !users.isEmpty { members.append(JSONValue.Member("userid_list", .string(users.joined(separator: ",")))) }
        if !departments.isEmpty {
            let list = departments.map(String.init).joined(separator: ",")
            members.append(JSONValue.Member("dept_id_list", .string(list)))
        }
        members.append(JSONValue.Member("msg", message))
        let reply = try await callOld(
            "topapi/message/corpconversation/asyncsend_v2", body: .object(members), isWrite: true)
        guard let task = reply["task_id"]?.text else {
            throw .outcomeUnknown("the notification's reply has no task_id")
        }
        return task
    }

    /// What became of a notification: `POST /topapi/message/corpconversation/getsendresult`
    /// (《获取工作通知消息的发送结果》). It times out for more than 100 receivers, and knows a task for 24 hours.
    func notificationResult(agent: Int, task: String) async throws(PlatformFailure) -> NotificationResult {
        let body: JSONValue = .members(["agent_id": .number(String(agent)), "task_id": .number(task)])
        let reply = try await callOld("topapi/message/corpconversation/getsendresult", body: body, isWrite: false)
        guard let result = reply["send_result"] else { throw .outcomeUnknown("the reply has no send_result") }
        func list(_ name: String) -> [String] { (result[name]?.elements ?? []).compactMap(\.text) }
        return NotificationResult(
            invalid: list("invalid_user_id_list") + list("invalid_dept_id_list"), failed: list("failed_user_id_list"),
            received: list("read_user_id_list") + list("unread_user_id_list"),
            dropped: (result["forbidden_list"]?.elements ?? []).compactMap { drop in
                guard let code = drop["code"]?.text, let user = drop["userid"]?.text else { return nil }
                return NotificationResult.Drop(code: code, user: user)
            })
    }

    /// Sends a call of the old API family with the token, and returns the reply's object.
    private func callOld(
        _ target: String, body: JSONValue, isWrite: Bool
    ) async throws(PlatformFailure) -> JSONValue {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        return try await withToken(isWrite: isWrite) { token in
            base.call(.post, "\(target)?access_token=\(PercentEncoding.encode(token))", json: body.jsonText)
        }
    }
}

/// What became of a work notification.
struct NotificationResult: Hashable, Sendable {
    /// Somebody who got nothing because of a rule of the platform.
    struct Drop: Hashable, Sendable {
        var code: String
        var user: String

        /// Why, as far as it decides what to do.
        enum Reason { case minuteLimit, dayLimit, repetition, other }

        /// 143103 and 143104 the limits of a minute, 143105 of a day, 143106 the same content again on one day; for
        /// applications of vendors 1432….
        var reason: Reason {
            switch code {
            case "143103", "143104", "143203", "143204": .minuteLimit
            case "143105", "143205": .dayLimit
            case "143106", "143206": .repetition
            default: .other
            }
        }
    }

    /// Userids and departments that do not exist.
    var invalid: [String]
    var failed: [String]
    var received: [String]
    var dropped: [Drop]
}
