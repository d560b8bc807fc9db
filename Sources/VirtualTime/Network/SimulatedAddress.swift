import HTTPTypes
import Seams

/// Where a request goes: in the virtual world a port is enough, since it has one host.
enum SimulatedAddress {
    /// The port of a request's authority; the scheme's own when it names none.
    static func port(of call: HTTPCall) -> Int? {
        guard let authority = call.request.authority, !authority.isEmpty else { return nil }
        guard let colon = authority.lastIndex(of: ":") else { return call.request.scheme == "https" ? 443 : 80 }
        return Int(authority[authority.index(after: colon)...])
    }

    /// The upgrade request for a `ws://` or `wss://` URL; nil for anything else.
    static func upgrade(_ url: String) -> HTTPCall? {
        for (prefix, scheme) in [("ws://", "http"), ("wss://", "https")] where url.hasPrefix(prefix) {
            let rest = url.dropFirst(prefix.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            let path = rest.dropFirst(authority.count)
            var request = HTTPRequest(
                method: .get, scheme: scheme, authority: String(authority),
                path: path.hasPrefix("/") ? String(path) : "/\(path)")
            request.headerFields[.upgrade] = "websocket"
            request.headerFields[.connection] = "Upgrade"
            return HTTPCall(request: request)
        }
        return nil
    }
}
