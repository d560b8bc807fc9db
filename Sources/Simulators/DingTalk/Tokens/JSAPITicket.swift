import Crypto

/// `POST /v1.0/oauth2/jsapiTickets`: the ticket that signs `dd.config`, new family, without a body
/// (「获取jsapiTicket」). Mind `expireIn`.
enum JSAPITicket: DingTalkEndpoint {
    static let path = "/v1.0/oauth2/jsapiTickets"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        [
            "jsapiTicket": .string(state.jsapiTickets.issue(step)), "expireIn": .number(TokenStore.lifetimeSeconds),
        ]
    }

    /// The signature of `dd.config`: lower-case hexadecimal SHA-1 of the four members in this order. The URL is signed
    /// without its fragment.
    static func signature(ticket: String, nonce: String, timestamp: String, url: String) -> String {
        let page = url.prefix { $0 != "#" }
        let text = "jsapi_ticket=\(ticket)&noncestr=\(nonce)&timestamp=\(timestamp)&url=\(page)"
        return Insecure.SHA1.hash(data: Array(text.utf8)).map { String(hexadecimal: $0) }.joined()
    }
}
