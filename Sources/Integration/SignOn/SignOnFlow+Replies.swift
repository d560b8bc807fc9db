import HTTPTypes
import Seams

/// The replies, with what keeps other sites' hands off them.
extension SignOnFlow {
    /// With the prefix a browser takes the cookie from this very host only, and only by TLS.
    var cookieName: String { settings.isSecure ? "__Host-rehearsal-sign-on" : "rehearsal-sign-on" }

    /// The cookie that names the browser. `Lax`, because the way back from DingTalk's login page comes from another site.
    func cookieText(_ value: String) -> String {
        let seconds = Int(settings.stateLife.seconds)
        let secure = settings.isSecure ? "; Secure" : ""
        return "\(cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax\(secure)"
    }

    /// A page.
    ///
    /// - Parameter nonce: of its script and style.
    func page(_ html: String, _ status: HTTPResponse.Status, nonce: String? = nil) -> HTTPReply {
        var reply = HTTPReply(status, contentType: "text/html; charset=utf-8", body: html)
        let script = nonce.map { "script-src 'nonce-\($0)'; connect-src 'none'; " } ?? ""
        // The form's answer leads to Kingdee, which some browsers count as a place that the form is sent to.
        let kingdee = BaseURL(entry.siteURL).map { " \($0.scheme)://\($0.authority)" } ?? ""
        reply.response.headerFields[.contentSecurityPolicy] =
            "default-src 'none'; \(script)style-src 'unsafe-inline'; img-src data:; form-action 'self'\(kingdee); "
            + "frame-ancestors 'none'; base-uri 'none'"
        protect(&reply)
        return reply
    }

    /// A redirect.
    func redirect(to address: String, _ status: HTTPResponse.Status) -> HTTPReply {
        var reply = HTTPReply(response: HTTPResponse(status: status, headerFields: [.location: address]))
        protect(&reply)
        return reply
    }

    private func protect(_ reply: inout HTTPReply) {
        reply.response.headerFields[.cacheControl] = "no-store"
        reply.response.headerFields[.xContentTypeOptions] = "nosniff"
        let others = [("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer")]
        for (name, value) in others + (settings.isSecure ? [("Strict-Transport-Security", "max-age=31536000")] : []) {
            if let name = HTTPField.Name(name) { reply.response.headerFields[name] = value }
        }
    }
}
