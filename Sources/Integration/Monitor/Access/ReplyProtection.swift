import HTTPTypes
import Seams

/// What every reply of the core tells browsers, unless the reply says something else itself: not to keep it, not to take it
/// for another kind of thing than it is, not to show it in other sites' frames, not to run anything in it, not to tell other
/// sites where a link was, and, over TLS, never to come back without.
enum ReplyProtection {
    private static let others: [(name: HTTPField.Name?, value: String)] = [
        (.cacheControl, "no-store"), (.xContentTypeOptions, "nosniff"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        (HTTPField.Name("X-Frame-Options"), "DENY"), (HTTPField.Name("Referrer-Policy"), "no-referrer"),
        (HTTPField.Name("Cross-Origin-Resource-Policy"), "same-origin"),
    ]
    private static let transport = HTTPField.Name("Strict-Transport-Security")

    /// The outcome of a request with that.
    ///
    /// - Parameter isSecure: whether browsers come by TLS.
    static func add(to outcome: HTTPOutcome, isSecure: Bool) -> HTTPOutcome {
        switch outcome {
        case .reply(var reply):
            add(to: &reply.response.headerFields, isSecure)
            return .reply(reply)
        case .stream(var response, let body):
            add(to: &response.headerFields, isSecure)
            return .stream(response, body)
        default: return outcome
        }
    }

    private static func add(to fields: inout HTTPFields, _ isSecure: Bool) {
        for case (let name?, let value) in others where fields[name] == nil { fields[name] = value }
        if isSecure, let transport, fields[transport] == nil { fields[transport] = "max-age=31536000" }
    }
}
