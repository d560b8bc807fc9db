/// `GET /gettoken`: the app token, old family. Reads the query only (「获取企业内部应用的access_token」).
enum GetToken: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/gettoken"
    static let needsToken = false

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let query = request.query
        if let corpID = query["corpid"] {  // the legacy way, still accepted
            guard corpID == state.world.corpID, query["corpsecret"] == state.world.appSecret else {
                throw .corpSecretWrong
            }
        } else {
            guard let appKey = query["appkey"] else { throw .keyMissing }
            guard appKey == state.world.appKey, query["appsecret"] == state.world.appSecret else {
                throw .appSecretWrong
            }
        }
        return [
            "access_token": .string(state.tokens.issue(step)), "expires_in": .number(TokenStore.lifetimeSeconds),
        ]
    }
}
