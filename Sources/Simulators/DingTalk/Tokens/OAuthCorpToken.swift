/// `POST /v1.0/oauth2/{corpId}/token`: the unified token, snake_case in the new family (「获取应用的 Access Token」).
///
/// The page lists `invalid.client` and `unauthorized.client` without saying which mistake gets which: here an unknown id
/// gets the first and a wrong secret the second.
enum OAuthCorpToken: DingTalkEndpoint {
    static let path = "/v1.0/oauth2/{corpId}/token"
    static let operation = "oauth2/token"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        // A made-up corpId really answers 500 unknownError.
        guard request.segment(2) == state.world.corpID else { throw .unknownError }
        guard request.body["grant_type"]?.string == "client_credentials" else { throw .grantTypeWrong }
        guard request.body["client_id"]?.string == state.world.appKey else { throw .clientWrong }
        guard request.body["client_secret"]?.string == state.world.appSecret else { throw .clientUnauthorized }
        return [
            "access_token": .string(state.tokens.issue(step)), "expires_in": .number(TokenStore.lifetimeSeconds),
        ]
    }
}
