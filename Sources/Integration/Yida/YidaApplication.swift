/// One application of Yida (宜搭): which one, its secret, and in whose name its forms are read and written.
package struct YidaApplication: Hashable, Sendable {
    /// `APP_…`
    package var appType: String
    /// The application's secret (应用密钥).
    package var systemToken: Secret
    /// The `userid` in whose name forms are read and written; it must be allowed to see them all.
    package var user: String

    package init(appType: String, systemToken: Secret = Secret(""), user: String = "") {
        self.appType = appType
        self.systemToken = systemToken
        self.user = user
    }

    /// The environment's name of the secret where there are several applications.
    var variable: String { "\(YidaApplication.variable)_\(appType.uppercased())" }

    /// The environment's name of the secret of the only application.
    static let variable = "REHEARSAL_YIDA_SYSTEM_TOKEN"
}
