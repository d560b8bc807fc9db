/// Which of DingTalk's gateways a path belongs to. They differ in where the token goes, in the shape of errors and in
/// the HTTP status.
enum APIFamily: Hashable, Sendable {
    /// `/gettoken`, `/call_back/…`: token in the query, errors unwrapped with status 200, no `request_id`.
    case root
    /// `/topapi/…`: token in the query or in a form body, gateway errors wrapped in `errcode` 88 with status 200.
    case topapi
    /// `/router/rest`: the gateway's oldest face, which some SDKs still call; token as `session`.
    case router
    /// `/v1.0/…` and `/v2.0/…`: token in a header, errors with an HTTP status.
    case modern

    init(path: some StringProtocol) {
        self =
            if path.hasPrefix("/topapi/") {
                .topapi
            } else if path.hasPrefix("/v1.0/") || path.hasPrefix("/v2.0/") {
                .modern
            } else if path == "/router/rest" {
                .router
            } else {
                .root
            }
    }
}
