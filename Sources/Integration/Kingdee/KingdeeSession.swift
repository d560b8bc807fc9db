import HTTPTypes
import Seams

/// What identifies us to the server from call to call: its session id, and the cookies it set.
struct KingdeeSession: Hashable, Sendable {
    static let cookieName = "kdservice-sessionid"

    /// The session id; nil for a signed caller that was given none yet.
    var id: String?
    /// The cookies to send, `name=value`, in the server's order.
    var cookies: [String] = []

    /// No session: what a signed caller begins with.
    static let none = KingdeeSession()

    init() {}

    /// The session that a reply sets; nil when it sets none.
    ///
    /// - Parameter bodyID: the id that a log-in's body tells (`KDSVCSessionId`), for servers that set no cookie.
    init?(_ reply: HTTPReply, bodyID: String? = nil) {
        let set = reply.response.headerFields[values: .setCookie]
        cookies = set.map { String($0.prefix { $0 != ";" }).filter { !$0.isWhitespace } }.filter { $0.contains("=") }
        let prefix = "\(KingdeeSession.cookieName)="
        let cookieID = cookies.first { $0.lowercased().hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        let ids = [cookieID, bodyID].compactMap(\.self).filter { !$0.isEmpty }
        guard let id = ids.first else { return nil }
        self.id = id
        if cookieID == nil { cookies.append(prefix + id) }
    }

    /// The headers that carry the session; none when there is none.
    var headers: HTTPFields {
        guard let id, let name = HTTPField.Name(KingdeeSession.cookieName) else { return [:] }
        var fields: HTTPFields = [name: id]
        fields[.cookie] = cookies.joined(separator: "; ")
        return fields
    }
}
