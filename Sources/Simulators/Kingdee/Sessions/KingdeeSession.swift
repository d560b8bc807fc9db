import HTTPTypes
import Seams

/// A log-in that is remembered: the id in the cookie `kdservice-sessionid`, and who it stands for.
struct KingdeeSession: Hashable, Sendable {
    /// A GUID with dashes.
    let id: String
    /// ASP.NET's own id: 24 lower-case characters.
    let serverID: String
    var identity: Identity
    /// When it was last used.
    var used: Timestamp

    var user: String { identity.user }

    /// Whom a session stands for, and what it is about.
    struct Identity: Hashable, Sendable {
        /// The kinds of client that a kick-out tells apart.
        enum Client: Hashable, Sendable {
            case api
            case browser
        }

        var user: String
        var client = Client.api
        var language = KingdeeLanguage.simplifiedChinese
        /// The current organisation's number; empty for the tenant's own.
        var organization = ""
    }

    /// How far in the future the cookies end. Cookie jars drop a cookie that ends in their past, and the client's clock
    /// may be wrong by days; the value on real servers is not known.
    private static let cookieLife = Duration.seconds(7 * 86_400)

    /// Whether it has been used within `life` (《WebAPI接口说明书》: 20 minutes).
    func isAlive(at now: Timestamp, _ life: Duration) -> Bool { now - used < life }

    /// Puts the session into a reply: two cookies, and the header that the C# client reads.
    func hand(to response: inout HTTPResponse, at now: Timestamp) {
        let expires = KingdeeSession.cookieDate(now + KingdeeSession.cookieLife)
        for (name, value) in [("ASP.NET_SessionId", serverID), ("kdservice-sessionid", id)] {
            response.headerFields.append(
                HTTPField(name: .setCookie, value: "\(name)=\(value); expires=\(expires); path=/; HttpOnly"))
        }
        if let name = HTTPField.Name("kdservice-sessionid") { response.headerFields[name] = id }
    }

    /// `Thu, 30-Jul-2026 08:00:00 GMT`, with the comma that one SDK splits cookies at.
    private static func cookieDate(_ time: Timestamp) -> String {
        let days = Int((time.seconds - (time.seconds % 86_400 + 86_400) % 86_400) / 86_400)
        let date = CivilDate(days: days)
        let second = time.seconds - Int64(days) * 86_400
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7 + 7) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock =
            "\((second / 3600).decimalText(width: 2)):\((second / 60 % 60).decimalText(width: 2)):\((second % 60).decimalText(width: 2))"
        return "\(weekday), \(date.day.decimalText(width: 2))-\(months[date.month - 1])-\(date.year) \(clock) GMT"
    }
}
