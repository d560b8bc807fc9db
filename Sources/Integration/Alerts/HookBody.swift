import Crypto
import Foundation
import HTTPTypes
import Seams

/// What a web hook is sent about an alert.
struct HookBody: Sendable {
    /// JSON, the same for each attempt.
    let text: String

    init(
        number: String, kind: AlertMessage.Kind, alert: Alert, at now: Timestamp, _ settings: AlertSettings
    ) {
        var members = [
            JSONValue.Member("id", .string(number)), JSONValue.Member("alert", .string(alert.number)),
            JSONValue.Member("rule", .string(alert.rule.rawValue)), JSONValue.Member("subject", .string(alert.subject)),
            JSONValue.Member("state", .string(kind.rawValue)),
            JSONValue.Member("title", .string(alert.rule.title(settings.language))),
            JSONValue.Member("detail", .string(alert.detail)), JSONValue.Member("since", .string(alert.since.isoText)),
        ]
        if let ended = alert.ended {
            members.append(JSONValue.Member("ended", .string(ended.isoText)))
            let seconds = max(0, Int((ended - alert.since).seconds.rounded()))
            members.append(JSONValue.Member("lastedSeconds", .number(String(seconds))))
        }
        members.append(JSONValue.Member("at", .string(now.isoText)))
        if !settings.name.isEmpty { members.append(JSONValue.Member("name", .string(settings.name))) }
        text = JSONValue.object(members).jsonText
    }
}

/// Where a web hook's requests go.
struct HookTarget: Hashable, Sendable {
    let scheme: String
    let authority: String
    /// With the query.
    let path: String

    /// Reads an `http` or `https` URL; nil when it is none.
    init?(_ url: String) {
        guard let colon = url.range(of: "://") else { return nil }
        let rest = url[colon.upperBound...].prefix { $0 != "#" }
        scheme = url[..<colon.lowerBound].lowercased()
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        let path = rest.dropFirst(authority.count)
        self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
        guard ["http", "https"].contains(scheme), !authority.isEmpty, !url.contains(where: \.isWhitespace),
            !authority.contains("@"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
    }

    /// A request signed as those that our own hooks take: HMAC-SHA256 over time stamp, nonce and body.
    func call(number: String, text: String, secret: Secret, at now: Timestamp) -> HTTPCall {
        let timestamp = String(now.seconds)
        var request = HTTPRequest(method: .post, scheme: scheme, authority: authority, path: path)
        request.headerFields[.contentType] = "application/json; charset=utf-8"
        request.headerFields[.accept] = "application/json"
        let signed = Array("\(timestamp)\n\(number)\n\(text)".utf8)
        let key = SymmetricKey(data: Array(secret.value.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
        let digits = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        for (name, value) in [
            ("X-Rehearsal-Timestamp", timestamp), ("X-Rehearsal-Nonce", number),
            ("X-Rehearsal-Signature", digits),
        ] {
            guard let field = HTTPField.Name(name) else { continue }
            request.headerFields[field] = value
        }
        return HTTPCall(request: request, body: Array(text.utf8))
    }
}
