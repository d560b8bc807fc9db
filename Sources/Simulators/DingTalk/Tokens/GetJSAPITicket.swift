/// `GET /get_jsapi_ticket`: the ticket that signs `dd.config`, old family; the same ticket as in the new one. Mind
/// `expires_in`.
enum GetJSAPITicket: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/get_jsapi_ticket"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        ["ticket": .string(state.jsapiTickets.issue(step)), "expires_in": .number(TokenStore.lifetimeSeconds)]
    }
}
