/// Who may use the monitor, and for how long.
package struct MonitorSettings: Hashable, Sendable {
    /// The file with the people who may log in, see `MonitorUsers`; nil for none.
    package var usersFile: String?
    /// A session ends when nobody used it for so long, 1min ... 24h.
    package var sessionIdle = Duration.seconds(3600)
    /// A session ends after so long, however much it is used, 1min ... 7 days.
    package var sessionMax = Duration.seconds(12 * 3600)
    /// Whether browsers send the session's cookie over TLS only although we listen without: for a proxy that ends TLS.
    package var secureCookie = false

    package init() {}

    mutating func take(from section: inout SettingsSection) {
        usersFile = section.text("users")
        section.read("sessionIdle", into: &sessionIdle, in: .seconds(60) ... .seconds(86_400))
        section.read("sessionMax", into: &sessionMax, in: .seconds(60) ... .seconds(7 * 86_400))
        section.read("secureCookie", into: &secureCookie)
    }
}
