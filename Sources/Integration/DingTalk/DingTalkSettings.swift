/// How to reach DingTalk and as which application.
package struct DingTalkSettings: Sendable {
    /// The host of the new API family (`/v1.0/…`).
    package var apiURL: String
    /// The host of the old API family (`/topapi/…`, `/call_back/…`).
    package var oapiURL: String
    /// The application's key (AppKey, client id).
    package var appKey: String
    /// The application's secret; never printed.
    package var appSecret: String
    /// How long one call may take, its connection included. The platform's own gateway gives up after 3 s.
    package var callTimeout: Duration
    /// The `userid` in whose name comments are written; nil when no comments are wanted.
    package var commentUserID: String?
    /// The hosts that pictures of forms are fetched from, with their subdomains, besides the two above.
    package var pictureHosts: [String] = []

    /// Makes settings; by default for the real platform.
    package init(
        apiURL: String = "https://api.dingtalk.com", oapiURL: String = "https://oapi.dingtalk.com", appKey: String,
        appSecret: String, callTimeout: Duration = .seconds(5), commentUserID: String? = nil
    ) {
        self.apiURL = apiURL
        self.oapiURL = oapiURL
        self.appKey = appKey
        self.appSecret = appSecret
        self.callTimeout = callTimeout
        self.commentUserID = commentUserID
    }
}

extension DingTalkSettings: CustomStringConvertible, CustomReflectable {
    package var description: String {
        "DingTalk at \(apiURL) and \(oapiURL) as \(appKey), secret hidden"
    }

    /// Hides the secret from `dump` and from what prints members one by one.
    package var customMirror: Mirror {
        Mirror(self, children: ["description": description])
    }
}
