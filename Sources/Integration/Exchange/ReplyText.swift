import Foundation
import HTTPTypes
import Seams

/// What a person needs to see of a reply that is no JSON.
enum ReplyText {
    private static let lengthMax = 200

    /// Whether the body is a web page: a gateway's, a proxy's or a ban's, never the platform's own answer.
    static func isPage(_ reply: HTTPReply) -> Bool {
        let type = reply.response.headerFields[.contentType]?.lowercased() ?? ""
        let start = reply.text.prefix(64).drop(while: \.isWhitespace).lowercased()
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
            || type.hasPrefix("text/html") && start.hasPrefix("<")
    }

    /// The page's title, or the first characters of the body on one line.
    static func excerpt(_ reply: HTTPReply) -> String {
        let text = reply.text
        if let open = text.range(of: "<title>"), let close = text[open.upperBound...].range(of: "</title>") {
            return brief(text[open.upperBound..<close.lowerBound])
        }
        return text.isEmpty ? "an empty body" : brief(text)
    }

    /// The first characters, on one line.
    static func brief(_ text: some StringProtocol) -> String {
        let line = text.prefix(lengthMax + 1).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > lengthMax ? "\(line.prefix(lengthMax))…" : line
    }
}
