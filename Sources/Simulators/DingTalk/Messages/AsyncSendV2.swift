/// `POST /topapi/message/corpconversation/asyncsend_v2`: a work notification. What exceeds a limit is dropped and still
/// answered with success (「发送工作通知」).
enum AsyncSendV2: DingTalkEndpoint {
    static let path = "/topapi/message/corpconversation/asyncsend_v2"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard try request.requiredInteger("agent_id") == state.world.agentID else { throw .agentWrong }
        guard let message = request.argument("msg"), let type = message["msgtype"]?.string, message[type] != nil else {
            throw request.missing("msg")
        }
        let content = message.text
        guard content.utf8.count <= 2048 else { throw request.invalid("msg") }
        let (users, unknown) = try receivers(of: request, state.contacts)
        let (task, delivery) = state.messages.send(content, to: users, unknown: unknown, at: step.now)
        if !delivery.received.isEmpty {
            step.history.record(.notificationSent(users: delivery.received, text: text(of: message[type])))
        }
        return ["task_id": .number(task)]
    }

    private static func receivers(
        of request: DingTalkRequest, _ contacts: ContactBook
    ) throws(DingTalkRefusal) -> (known: [String], unknown: [String]) {
        let ids = request.list("userid_list")
        let departments = request.list("dept_id_list").compactMap { Int64($0) }
        let isForAll = request.argument("to_all_user")?.boolean ?? false
        guard ids.count <= 100 else { throw request.invalid("userid_list") }
        guard departments.count <= 20 else { throw request.invalid("dept_id_list") }
        guard isForAll || !ids.isEmpty || !departments.isEmpty else {
            throw .business(40035, "缺少参数 userid_list, dept_id_list or to_all_user")
        }
        var known = ids.filter { contacts.employee($0) != nil }
        if isForAll { known += contacts.employees.map(\.userID) }
        for department in departments { known += contacts.allEmployees(of: department).map(\.userID) }
        var seen: Set<String> = []
        return (known.filter { seen.insert($0).inserted }, ids.filter { contacts.employee($0) == nil })
    }

    /// The words of a message, for the history.
    private static func text(of content: JSON?) -> String {
        let body = content?["body"]
        let parts = [
            content?["title"], content?["content"], content?["text"], content?["markdown"], body?["title"],
            body?["content"],
        ]
        let words = parts.compactMap { $0?.string }
        return words.isEmpty ? content?.text ?? "" : words.joined(separator: " ")
    }
}
