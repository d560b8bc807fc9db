import Crypto
import HTTPTypes
package import Seams

/// A customer's plug-in on the Kingdee server that tells an integration of moved stock: Kingdee itself has no web hook
/// (the reference's section 8), so the payload is the integration's own, as its documentation describes it.
package struct StockPlugIn: Sendable {
    /// Where the integration listens, host and port.
    package var authority: String
    package var secret: String
    /// `http` or `https`.
    package var scheme: String

    package init(authority: String, secret: String, scheme: String = "http") {
        self.authority = authority
        self.scheme = scheme
        self.secret = secret
    }

    /// A signed call: `POST /hooks/kingdee/stock`.
    ///
    /// - Parameters:
    ///   - sent: the seconds of the timestamp; an attack may take another time.
    ///   - signed: the materials that the signature is made for; an attack sends others.
    package func call(
        _ materials: [String], at sent: Timestamp, nonce: String, signed: [String]? = nil
    ) -> HTTPCall {
        let timestamp = String(sent.seconds)
        let text = Array("\(timestamp)\n\(nonce)\n".utf8) + StockPlugIn.body(signed ?? materials)
        let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(secret.utf8)))
        var request = HTTPRequest(method: .post, scheme: scheme, authority: authority, path: "/hooks/kingdee/stock")
        request.headerFields[.contentType] = "application/json"
        let headers = [
            ("X-Rehearsal-Timestamp", timestamp), ("X-Rehearsal-Nonce", nonce),
            ("X-Rehearsal-Signature", code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
        ]
        for (name, value) in headers {
            if let field = HTTPField.Name(name) { request.headerFields[field] = value }
        }
        return HTTPCall(request: request, body: StockPlugIn.body(materials))
    }

    private static func body(_ materials: [String]) -> [UInt8] {
        let body: JSON = ["materials": .array(materials.map(JSON.string))]
        return Array(body.text.utf8)
    }
}
