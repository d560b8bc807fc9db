/// `POST /v1.0/oauth2/userAccessToken`: a person's token for the code of the browser login, or for a refresh token
/// (「获取用户token」). Needs no token. `corpId` only when the login's scope had `corpid`.
///
/// The code for an unknown authorization code is the one that public clients handle; the ones for a wrong grant type and
/// an unknown refresh token are made after it.
enum OAuthUserToken: DingTalkEndpoint {
    static let path = "/v1.0/oauth2/userAccessToken"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.body["clientId"]?.string == state.world.appKey,
            request.body["clientSecret"]?.string == state.world.appSecret
        else { throw .clientSecretWrong }
        let (userID, showsOrganization) = try person(of: request, &state, step)
        let pair = state.userTokens.issue(for: userID, showsOrganization: showsOrganization, step)
        var members = [
            JSON.Member("accessToken", .string(pair.token)), JSON.Member("refreshToken", .string(pair.refreshToken)),
            JSON.Member("expireIn", .number(UserTokens.lifetimeSeconds)),
        ]
        if showsOrganization { members.append(JSON.Member("corpId", .string(state.world.corpID))) }
        return .object(members)
    }

    private static func person(
        of request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> (userID: String, showsOrganization: Bool) {
        switch request.body["grantType"]?.string {
        case "authorization_code":
            let code = try request.requiredText("code")
            let found = state.loginCodes.take(code, at: step.now) { $0 != .inApp }
            guard let found, case .browser(let showsOrganization) = found.kind else { throw .authCodeUnknown }
            return (found.userID, showsOrganization)
        case "refresh_token":
            let token = try request.requiredText("refreshToken")
            guard let grant = state.userTokens.refreshGrant(of: token, at: step.now) else {
                throw .refreshTokenUnknown
            }
            return (grant.userID, grant.showsOrganization)
        case nil: throw request.missing("grantType")
        default: throw request.invalid("grantType")
        }
    }
}
