import Foundation
import HTTPTypes
import Seams

/// A request of a browser: a single sign-on link, the home page, the log-in form, or the way out.
struct BrowserPage: Sendable {
    private enum Action: Sendable {
        /// The home page, by cookie or by a link's `ud`.
        case home
        case logIn
        case logOut
    }

    private let action: Action
    private let sessionID: String?
    private let fields: [String: String]

    private static let homes: Set<String> = [
        "/k3cloud", "/k3cloud/", "/k3cloud/index.aspx", "/k3cloud/html5", "/k3cloud/html5/",
        "/k3cloud/html5/index.aspx", "/k3cloud/silverlight", "/k3cloud/silverlight/", "/k3cloud/silverlight/index.aspx",
    ]

    /// The page that a call asks for; nil when it is for the WebAPI.
    init?(_ call: HTTPCall, sessionID: String?) {
        let path = call.path.lowercased()
        guard BrowserPage.homes.contains(path) || path == "/k3cloud/html5/logout.aspx" else { return nil }
        self.sessionID = sessionID
        switch call.request.method {
        case .get, .head:
            action = path.hasSuffix("logout.aspx") ? .logOut : .home
            fields = BrowserPage.fields(call.query)
        case .post where path == "/k3cloud/html5/index.aspx":
            action = .logIn
            fields = BrowserPage.fields(String(decoding: call.body, as: UTF8.self)[...])
        default: return nil
        }
    }

    /// The data centre that a single sign-on link names; nil for any other request.
    static func dataCenter(of call: HTTPCall) -> String? {
        guard call.query.lowercased().hasPrefix("ud=") || call.query.lowercased().contains("&ud=") else { return nil }
        return fields(call.query)["ud"].flatMap { SignOnTicket($0) }?.dataCenter
    }

    /// The answer: always a page with status 200, since people read it.
    func answer(_ services: KingdeeServices, at now: Timestamp) -> PlatformAnswer {
        switch action {
        case .home:
            if let ud = fields["ud"] { return signOn(ud, services, at: now) }
            return home(services, at: now)
        case .logIn: return logIn(services, at: now)
        case .logOut:
            if let sessionID { _ = services.sessions.end(sessionID) }
            return page(LogInPage(language: language, world: services.world, message: nil).html)
        }
    }

    private var language: KingdeeLanguage { KingdeeLanguage(fields["lcid"] ?? "") }

    private func home(_ services: KingdeeServices, at now: Timestamp) -> PlatformAnswer {
        let life = Duration.seconds(services.access.behaviour.sessionIdleSeconds)
        guard let id = sessionID, let session = services.sessions.use(id, at: now, life: life) else {
            return page(LogInPage(language: language, world: services.world, message: nil).html)
        }
        var shown = session
        if fields["lcid"] != nil {
            shown.identity.language = language
            services.sessions.change(id) { $0.language = language }
        }
        let target = HomePage.Target(
            form: fields["formid"] ?? "", type: fields["formtype"] ?? "", document: fields["pkid"] ?? "")
        return page(HomePage(services, shown, target).html)
    }

    private func signOn(_ ud: String, _ services: KingdeeServices, at now: Timestamp) -> PlatformAnswer {
        guard let ticket = SignOnTicket(ud) else { return failure(.unreadable, language) }
        let language = KingdeeLanguage(ticket.language)
        do throws(SignOn.Failure) {
            let user = try services.access.transact { access throws(SignOn.Failure) in
                try SignOn.user(of: ticket, &access, at: now)
            }
            let session: KingdeeSession
            do throws(LogInFailure) {
                session = try open(user, language, usesPassword: false, services, at: now)
            } catch {
                throw .logIn(error)
            }
            let target = HomePage.Target(form: ticket.form, type: ticket.formType, document: ticket.document)
            return page(HomePage(services, session, target).html, session, at: now)
        } catch {
            return failure(error, language)
        }
    }

    private func logIn(_ services: KingdeeServices, at now: Timestamp) -> PlatformAnswer {
        do throws(LogInFailure) {
            let access = services.access.current
            let user = try LogIn.user(fields["username"] ?? "", password: fields["password"] ?? "", access)
            let session = try open(user, language, usesPassword: true, services, at: now)
            return page(HomePage(services, session, HomePage.Target()).html, session, at: now)
        } catch {
            let form = LogInPage(language: language, world: services.world, message: error.message(language))
            return page(form.html, error: "LoginResultType \(error.type.rawValue)")
        }
    }

    private func open(
        _ user: KingdeeUser, _ language: KingdeeLanguage, usesPassword: Bool, _ services: KingdeeServices,
        at now: Timestamp
    ) throws(LogInFailure) -> KingdeeSession {
        let identity = KingdeeSession.Identity(user: user.account, client: .browser, language: language)
        let attempt = LogIn.Attempt(identity: identity, usesPassword: usesPassword)
        return try LogIn.open(attempt, as: user, services, at: now).session
    }

    private func failure(_ failure: SignOn.Failure, _ language: KingdeeLanguage) -> PlatformAnswer {
        page(FailurePage(language: language, failure: failure).html, error: "sign-on: \(FailurePage.code(failure))")
    }

    private func page(
        _ html: String, _ session: KingdeeSession? = nil, at now: Timestamp = Timestamp(seconds: 0),
        error: String? = nil
    ) -> PlatformAnswer {
        var reply = HTTPReply(.ok, contentType: "text/html; charset=utf-8", body: html)
        reply.response.headerFields[.cacheControl] = "private, no-store"
        session?.hand(to: &reply.response, at: now)
        return PlatformAnswer(.reply(reply), error: error)
    }

    /// Form or query fields with keys in lower case. A plus sign of `ud` may be meant as one; `SignOnTicket` sees to it.
    private static func fields(_ text: Substring) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? halves[1].replacing("+", with: " ") : ""
            return (halves[0].lowercased(), String(value).removingPercentEncoding ?? String(value))
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
