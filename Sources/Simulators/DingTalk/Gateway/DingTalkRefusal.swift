/// Why the fake DingTalk refuses, in one of the platform's own shapes (reference: error envelopes).
enum DingTalkRefusal: Error, Hashable, Sendable {
    /// Old family: a code of the API itself, never wrapped.
    case business(Int, String)
    /// Old family: a code of the gateway. Wrapped in 88 below `/topapi/`, plain on root paths.
    case gateway(String, String)
    /// Old family: a fault of the service behind the gateway, wrapped in 15.
    case backend(String, String)
    /// Old family: `errcode` 88 without any `sub_code`.
    case gatewayTimeout
    /// Old family: no such path below `/topapi/`. The text is the ApiName.
    case unknownName(String)
    /// New family: an HTTP status and a code. `scopes` are the permissions that a 403 names.
    case modern(status: Int, code: String, message: String, scopes: [String] = [])
    /// A path outside everything, also below `/v1.0/`: the old shape with status 200.
    case unknownPath
    /// The firewall in front of everything: no DingTalk error at all.
    case addressBanned
    /// The same as an HTML page; neither its status nor its text was captured.
    case addressBannedPage
    /// A refusal that a method of `/router/rest` has wrapped in its own way.
    case routed(JSON, reason: String)
    /// A gateway's HTML page.
    case page(status: Int)

    /// The reason for the history, such as `88/40014`, `60121` or `InvalidAuthentication`.
    func reason(in family: APIFamily) -> String {
        switch self {
        case .business(let code, _): String(code)
        case .gateway(let code, _): family == .root ? code : "88/\(code)"
        case .backend(let code, _): "15/\(code)"
        case .gatewayTimeout: "88"
        case .unknownName: "22"
        case .modern(_, let code, _, _): code
        case .unknownPath: "404"
        case .addressBanned, .addressBannedPage: "punish deny"
        case .routed(_, let reason): reason
        case .page(let status): "HTTP \(status)"
        }
    }
}
