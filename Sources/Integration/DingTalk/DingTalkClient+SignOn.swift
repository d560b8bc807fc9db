import HTTPTypes
import Seams

/// A person as DingTalk knows one, without anything personal.
package struct DingTalkPerson: Hashable, Sendable {
    package var userID: String
    /// The staff number (`job_number`, 工号); empty when the organisation keeps none.
    package var staffNumber: String
    /// Whether the account is activated.
    package var isActive: Bool
}

/// Signing on: one-time codes, user tokens, and who is behind them (the reference's sections 1.4 to 1.7, 2.1 and 2.6).
extension DingTalkClient {
    /// The `userid` behind a code of the page inside DingTalk: `POST /topapi/v2/user/getuserinfo`. Uses the code up.
    package func userID(inAppCode code: String) async throws(PlatformFailure) -> String {
        let reply = try await post("topapi/v2/user/getuserinfo", ["code": .string(code)], hiding: code)
        guard let userID = reply["result"]?["userid"]?.text, !userID.isEmpty else {
            throw PlatformFailure.outcomeUnknown("the reply names nobody")
        }
        return userID
    }

    /// The token of the person behind a code of the browser login: `POST /v1.0/oauth2/userAccessToken`. Uses the code up.
    package func userToken(browserCode code: String) async throws(PlatformFailure) -> Secret {
        guard let base = BaseURL(settings.apiURL) else { throw settings.misplaced(settings.apiURL) }
        let body: JSONValue = .members([
            "clientId": .string(settings.appKey), "clientSecret": .string(settings.appSecret), "code": .string(code),
            "grantType": "authorization_code",
        ])
        let masking = Masking([code])
        do throws(PlatformFailure) {
            let reply = try await sendWithoutToken(base.call(.post, "v1.0/oauth2/userAccessToken", json: body.jsonText))
            guard let token = reply["accessToken"]?.text, !token.isEmpty else {
                throw PlatformFailure.outcomeUnknown("the reply holds no user token")
            }
            return Secret(token)
        } catch {
            throw masking.masked(error)
        }
    }

    /// The `unionid` of the person whom a user token stands for: `GET /v1.0/contact/users/me`.
    package func unionID(of token: Secret) async throws(PlatformFailure) -> String {
        guard let base = BaseURL(settings.apiURL) else { throw settings.misplaced(settings.apiURL) }
        let masking = Masking([token.value])
        do throws(PlatformFailure) {
            let headers: HTTPFields = [DingTalkClient.tokenHeader: token.value]
            let reply = try await sendWithoutToken(base.call(.get, "v1.0/contact/users/me", headers: headers))
            guard let unionID = reply["unionId"]?.text, !unionID.isEmpty else {
                throw PlatformFailure.outcomeUnknown("the reply names nobody")
            }
            return unionID
        } catch {
            throw masking.masked(error)
        }
    }

    /// The `userid` of an employee by `unionid`: `POST /topapi/user/getbyunionid`; nil for an external contact.
    ///
    /// - Throws: `notFound` for somebody who is not, or no longer, of the organisation.
    package func userID(unionID: String) async throws(PlatformFailure) -> String? {
        let reply = try await post("topapi/user/getbyunionid", ["unionid": .string(unionID)])
        guard let result = reply["result"], let userID = result["userid"]?.text, !userID.isEmpty else {
            throw PlatformFailure.outcomeUnknown("the reply names nobody")
        }
        return result["contact_type"]?.text == "1" ? nil : userID
    }

    /// A person of the organisation: `POST /topapi/v2/user/get`.
    ///
    /// - Throws: `notFound` for somebody who is not, or no longer, of the organisation.
    package func employee(_ userID: String) async throws(PlatformFailure) -> DingTalkPerson {
        let reply = try await post("topapi/v2/user/get", ["userid": .string(userID)])
        guard let result = reply["result"], let id = result["userid"]?.text else {
            throw PlatformFailure.outcomeUnknown("the reply holds no person")
        }
        return DingTalkPerson(
            userID: id, staffNumber: result["job_number"]?.text ?? "", isActive: result["active"]?.flag ?? true)
    }

    /// Posts to the old API family; nothing here changes anything but the code that it may use up.
    private func post(
        _ path: String, _ members: KeyValuePairs<String, JSONValue>, hiding secret: String? = nil
    ) async throws(PlatformFailure) -> JSONValue {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        let body = JSONValue.members(members).jsonText
        do throws(PlatformFailure) {
            return try await withToken(isWrite: false) { token in
                base.call(.post, "\(path)?access_token=\(PercentEncoding.encode(token))", json: body)
            }
        } catch {
            throw Masking([secret]).masked(error)
        }
    }
}
