import Seams

/// Tokens that stand for a person instead of the application (「获取用户token」).
struct UserTokens: Sendable {
    struct Grant: Hashable, Sendable {
        let userID: String
        /// Whether the login's scope had `corpid`.
        let showsOrganization: Bool
        let end: Timestamp
    }

    static let lifetimeSeconds: Int64 = 7200
    /// 30 days (「获取用户token」).
    static let refreshLifetime = Duration.seconds(30 * 86_400)

    private var tokens: [String: Grant] = [:]
    private var refreshTokens: [String: Grant] = [:]
    private var issued: [(token: String, refreshToken: String, end: Timestamp)] = []

    /// A new pair of tokens: each call makes new ones.
    mutating func issue(
        for userID: String, showsOrganization: Bool, _ step: DingTalkStep
    ) -> (token: String, refreshToken: String) {
        forget(before: step.now)
        let pair = (step.newCredential("dingtalk.usertoken"), step.newCredential("dingtalk.usertoken"))
        tokens[pair.0] = Grant(
            userID: userID, showsOrganization: showsOrganization,
            end: step.now + .seconds(UserTokens.lifetimeSeconds))
        let end = step.now + UserTokens.refreshLifetime
        refreshTokens[pair.1] = Grant(userID: userID, showsOrganization: showsOrganization, end: end)
        issued.append((pair.0, pair.1, end))
        return pair
    }

    /// The grant behind a user token, also when it is over.
    func grant(of token: String) -> Grant? { tokens[token] }

    /// The grant behind a refresh token that is still good. Whether the platform ends a refresh token once it was used
    /// is not documented; here it lives on.
    func refreshGrant(of token: String, at now: Timestamp) -> Grant? {
        refreshTokens[token].flatMap { now < $0.end ? $0 : nil }
    }

    /// Ends a user token before its time, as if its two hours were over.
    mutating func expire(_ token: String, at now: Timestamp) {
        guard let grant = tokens[token] else { return }
        tokens[token] = Grant(userID: grant.userID, showsOrganization: grant.showsOrganization, end: now)
    }

    private mutating func forget(before now: Timestamp) {
        let over = issued.prefix { $0.end <= now }
        for entry in over {
            tokens[entry.token] = nil
            refreshTokens[entry.refreshToken] = nil
        }
        issued.removeFirst(over.count)
    }
}
