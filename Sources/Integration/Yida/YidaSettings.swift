/// How the forms of a Yida application (宜搭) are found. Which forms those are, the mappings say.
package struct YidaSettings: Hashable, Sendable {
    /// What the filters of a listing take.
    package enum Times: String, CaseIterable, Sendable {
        /// `yyyy-MM-dd HH:mm:ss`
        case seconds
        /// `yyyy-MM-dd`: each pass then lists whole days.
        case days
    }

    /// `APP_…`
    package var appType = ""
    /// The application's secret (应用密钥): `REHEARSAL_YIDA_SYSTEM_TOKEN`.
    package var systemToken = Secret("")
    /// The `userid` in whose name forms are read and written; it must be allowed to see them all.
    package var user = ""
    /// The pause between two passes, 1s ... 24h.
    package var every = Duration.seconds(60)
    /// How far back the very first pass looks, 0s ... 364d; later ones go on from the checkpoint.
    package var lookback = Duration.seconds(3600)
    /// How far a pass reaches back before its checkpoint, because listings may lag behind, 0s ... 24h.
    package var overlap = Duration.seconds(300)
    /// How far a pass stays behind our clock, 0s ... 10m: what is still being changed moves between pages.
    package var margin = Duration.seconds(2)
    package var times = Times.seconds

    package init() {}
}

extension YidaSettings {
    /// Reads `yida:`; nil when there is no such section.
    init?(in root: inout SettingsSection) {
        let isThere = root.has("yida")
        var section = root.section("yida")
        guard isThere else { return nil }
        self.init()
        section.read("appType", into: &appType)
        section.read("systemToken", into: &systemToken)
        section.read("user", into: &user)
        section.read("every", into: &every, in: .seconds(1) ... .seconds(86_400))
        section.read("lookback", into: &lookback, in: .zero ... .seconds(364 * 86_400))
        section.read("overlap", into: &overlap, in: .zero ... .seconds(86_400))
        section.read("margin", into: &margin, in: .zero ... .seconds(600))
        section.read("times", into: &times)
        if !appType.isEmpty, !appType.hasPrefix("APP_") {
            section.reject("appType", "is '\(appType)'; write the application's code, which begins with APP_")
        }
        section.finish()
    }

    /// Reports what is missing when everything was read.
    func check(_ mistakes: MistakeList) {
        if appType.isEmpty {
            mistakes.add(nil, "yida.appType is missing; write the application's code, such as APP_PBKT0M")
        }
        if user.isEmpty { mistakes.add(nil, "yida.user is missing; write the userid in whose name forms are read") }
        if systemToken.value.isEmpty {
            mistakes.add(nil, "yida.systemToken is missing; set the environment variable REHEARSAL_YIDA_SYSTEM_TOKEN")
        }
    }
}
