import HTTPTypes
import Seams

/// `GET /oauth2/auth`: the login page in the browser, on any host (「获取登录用户的访问凭证」). Instead of a QR code it lists
/// the world's people; `q` searches among them.
enum OAuthLogin: PageEndpoint {
    static let method = "GET"
    static let path = "/oauth2/auth"

    /// The most people that a page shows at once; a search finds the others.
    static let shownMax = 24

    static func page(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) -> PlatformAnswer {
        let login = LoginRequest(request)
        do throws(LoginRequest.Mistake) {
            try login.check(state.world)
        } catch {
            return refusal(error, of: login)
        }
        let query = request.text("q") ?? ""
        let people = state.contacts.people(matching: query, atMost: shownMax) { login.admits($0) }
        let page = LoginPage(
            login: login, organization: state.contacts.department(ContactBook.rootID)?.name ?? "",
            people: people.shown, count: people.count, query: query, contacts: state.contacts)
        return PlatformAnswer(.reply(reply(.ok, page.html)))
    }

    /// Shows a mistake, or sends it back to the application.
    static func refusal(_ mistake: LoginRequest.Mistake, of login: LoginRequest) -> PlatformAnswer {
        switch mistake {
        case .shown(let chinese, let english):
            PlatformAnswer(
                .reply(reply(.badRequest, LoginPage.mistake(chinese: chinese, english: english))), error: "HTTP 400")
        case .sentBack(let error):
            PlatformAnswer(.reply(redirect(to: login, [("error", error), ("state", login["state"])])), error: error)
        }
    }

    /// 302 to the application.
    static func redirect(to login: LoginRequest, _ members: [(String, String?)]) -> HTTPReply {
        HTTPReply(
            response: HTTPResponse(
                status: .found,
                headerFields: [.location: login.address(with: members), .cacheControl: "no-store"]))
    }

    static func reply(_ status: HTTPResponse.Status, _ html: String) -> HTTPReply {
        var reply = HTTPReply(status, contentType: "text/html; charset=utf-8", body: html)
        reply.response.headerFields[.cacheControl] = "no-store"
        reply.response.headerFields[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
        reply.response.headerFields[.xContentTypeOptions] = "nosniff"
        return reply
    }
}
