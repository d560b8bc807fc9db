/// `GET /connect?ticket=`: the web socket of the stream mode. Its answer is not sent: it tells the simulator what the
/// connection is for.
enum StreamConnect: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/connect"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let ticket = state.tickets.redeem(request.query["ticket"] ?? "", at: step.now) else {
            throw .modern(status: 401, code: "invalidTicket", message: "无效的ticket")
        }
        return ["ticket": .string(ticket.text), "topics": .array(ticket.topics.map(JSON.string))]
    }
}
