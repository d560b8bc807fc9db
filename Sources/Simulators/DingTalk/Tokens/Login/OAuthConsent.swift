import HTTPTypes
import Seams

/// `POST /oauth2/auth`: what the login page's form submits: the parameters again, `userid`, and `decision` `agree` or
/// `deny`.
///
/// Redirects with the same value as `authCode` and as `code`, and with `state`; a denial carries `error` and `state`.
enum OAuthConsent: PageEndpoint {
    static let path = "/oauth2/auth"
    static let operation = "oauth2/consent"

    static func page(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) -> PlatformAnswer {
        let login = LoginRequest(request)
        do throws(LoginRequest.Mistake) {
            try login.check(state.world)
            guard request.text("decision") != "deny" else { throw .sentBack("access_denied") }
            guard let userID = request.text("userid") else {
                throw .shown(chinese: "请选择登录的人员", english: "Choose who logs in.")
            }
            guard let employee = state.contacts.employee(userID), login.admits(employee) else {
                throw .shown(chinese: "该人员不能登录", english: "This person cannot log in here.")
            }
            let code = state.loginCodes.issue(
                .browser(showsOrganization: login.wantsOrganization), for: employee.userID, step)
            return PlatformAnswer(
                .reply(
                    OAuthLogin.redirect(
                        to: login, [("authCode", code), ("code", code), ("state", login["state"])])))
        } catch {
            return OAuthLogin.refusal(error, of: login)
        }
    }
}
