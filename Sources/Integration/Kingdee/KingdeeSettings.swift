/// How to reach Kingdee Cloud Galaxy and as whom.
package struct KingdeeSettings: Sendable {
    /// How calls are authenticated.
    package enum Authentication: String, CaseIterable, Sendable {
        /// A session by `LoginByAppSecret`.
        case appSecret = "app-secret"
        /// A session by `ValidateUser`. Public-cloud tenants opened after 2022-11-29 refuse it.
        case password
        /// No log-in: each call is signed, as the vendor's SDK does.
        case signed
    }

    /// The site, such as `https://host/k3cloud/`.
    package var url: String
    /// The data centre's id.
    package var acctID: String
    /// The integration user.
    package var userName: String
    package var authentication: Authentication
    /// The user's password, for `password` only; never printed.
    package var password: String
    /// The registered application, for `appSecret` and `signed`.
    package var appID: String
    /// The application's secret; never printed.
    package var appSecret: String
    /// The language of messages; 2052 is simplified Chinese.
    package var lcid: Int
    /// The organisation's number, for `signed`; 0 is the user's default.
    package var orgNumber: Int
    /// How long one call may take, its connection included. Saves of large documents take seconds.
    package var callTimeout: Duration

    /// Makes settings.
    package init(
        url: String, acctID: String, userName: String, authentication: Authentication, password: String = "",
        appID: String = "", appSecret: String = "", lcid: Int = 2052, orgNumber: Int = 0,
        callTimeout: Duration = .seconds(30)
    ) {
        self.url = url
        self.acctID = acctID
        self.userName = userName
        self.authentication = authentication
        self.password = password
        self.appID = appID
        self.appSecret = appSecret
        self.lcid = lcid
        self.orgNumber = orgNumber
        self.callTimeout = callTimeout
    }
}

extension KingdeeSettings: CustomStringConvertible, CustomReflectable {
    package var description: String {
        "Kingdee at \(url), data centre \(acctID), as \(userName) by \(authentication.rawValue), secrets hidden"
    }

    /// Hides the secrets from `dump` and from what prints members one by one.
    package var customMirror: Mirror {
        Mirror(self, children: ["description": description])
    }
}
