/// `POST /v1.0/oauth2/accessToken`: the app token, new family (「获取企业内部应用的accessToken」). Mind `expireIn`.
enum OAuthAccessToken: DingTalkEndpoint {
    static let path = "/v1.0/oauth2/accessToken"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard request.body["appKey"]?.string == state.world.appKey,
            request.body["appSecret"]?.string == state.world.appSecret
        else { throw .clientSecretWrong }
        return [
            "accessToken": .string(state.tokens.issue(step)), "expireIn": .number(TokenStore.lifetimeSeconds),
        ]
    }
}
