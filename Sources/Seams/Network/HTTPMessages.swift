package import HTTPTypes

/// A request with its whole body: what a client sends and a server's handler gets.
///
/// For a client, `request.scheme` and `request.authority` (host and port) say where it goes. Bodies are whole, because
/// both platforms' messages are small; servers refuse a body over their limit before a handler sees it.
package struct HTTPCall: Sendable {
    /// Method, scheme, authority, path with query, and header fields.
    package var request: HTTPRequest
    /// The body's bytes; empty when there is none.
    package var body: [UInt8]
    /// For a server: the address that the connection comes from, without its port; nil where there are no addresses. Behind
    /// a proxy it is the proxy's.
    package var peer: String?

    /// Makes a call from its parts.
    package init(request: HTTPRequest, body: [UInt8] = [], peer: String? = nil) {
        self.request = request
        self.body = body
        self.peer = peer
    }

    /// The path without its query, such as `/topapi/v2/user/get`; `/` when there is none.
    package var path: Substring {
        let target = request.path ?? "/"
        return target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
    }

    /// The query without its question mark, still percent-encoded; empty when there is none.
    package var query: Substring {
        let target = request.path ?? "/"
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        return target[target.utf8.index(after: mark)...]
    }
}

/// A response with its whole body.
package struct HTTPReply: Sendable {
    /// Status and header fields. Servers add `Content-Length` themselves.
    package var response: HTTPResponse
    /// The body's bytes.
    package var body: [UInt8]

    /// Makes a reply from its parts.
    package init(response: HTTPResponse, body: [UInt8] = []) {
        self.response = response
        self.body = body
    }

    /// Makes a reply with a content type and a text body.
    package init(_ status: HTTPResponse.Status, contentType: String, body: String) {
        response = HTTPResponse(status: status, headerFields: [.contentType: contentType])
        self.body = Array(body.utf8)
    }

    /// The body as text; invalid UTF-8 becomes replacement characters.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
