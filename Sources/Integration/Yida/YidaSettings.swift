/// How the forms of Yida applications (宜搭) are found. Which forms those are, the mappings say.
package struct YidaSettings: Hashable, Sendable {
    /// What the filters of a listing take.
    package enum Times: String, CaseIterable, Sendable {
        /// `yyyy-MM-dd HH:mm:ss`
        case seconds
        /// `yyyy-MM-dd`: each pass then lists whole days.
        case days
    }

    /// In the file's order. Each lists its forms by itself: what holds one up does not hold up the others.
    package var applications: [YidaApplication] = []
    /// The pause between two passes, 1s ... 24h.
    package var every = Duration.seconds(60)
    /// How far back the very first pass looks, 0s ... 364d; later ones go on from the checkpoint.
    package var lookback = Duration.seconds(3600)
    /// How far a pass reaches back before its checkpoint, because listings may lag behind, 0s ... 24h.
    package var overlap = Duration.seconds(300)
    /// How far a pass stays behind our clock, 0s ... 10m: what is still being changed moves between pages.
    package var margin = Duration.seconds(2)
    package var times = Times.seconds
    /// The pause between two looks for forms that were deleted after their documents were begun, 1s ... 24h. No event tells
    /// of them, and they stand in no listing.
    package var deletedEvery = Duration.seconds(600)
    /// How long after a form became known its deletion is looked for, 60s ... 364d.
    package var deletedWithin = Duration.seconds(30 * 86_400)
    /// More deleted forms than this in one look are taken for something else, such as a right that was taken away: nothing
    /// is done about them, 1 ... 10000.
    package var deletedMost = 20
    /// Where the addresses of files lead that are given without a host.
    package var fileSite = "https://www.aliwork.com"

    package init() {}

    /// The application that a form belongs to: the one that its mapping names, or the only one.
    func application(of form: YidaForm) -> YidaApplication? {
        guard let app = form.app else { return applications.count == 1 ? applications.first : nil }
        return applications.first { $0.appType == app }
    }

    /// Takes the secrets that the environment holds.
    mutating func override(with secret: (String) -> Secret?) {
        for index in applications.indices {
            if applications.count == 1, let token = secret(YidaApplication.variable) {
                applications[index].systemToken = token
            }
            if let token = secret(applications[index].variable) { applications[index].systemToken = token }
        }
    }
}

extension YidaSettings {
    /// Reads `yida:`; nil when there is no such section.
    init?(in root: inout SettingsSection) {
        let isThere = root.has("yida")
        var section = root.section("yida")
        guard isThere else { return nil }
        self.init()
        readApplications(from: &section)
        section.read("every", into: &every, in: .seconds(1) ... .seconds(86_400))
        section.read("lookback", into: &lookback, in: .zero ... .seconds(364 * 86_400))
        section.read("overlap", into: &overlap, in: .zero ... .seconds(86_400))
        section.read("margin", into: &margin, in: .zero ... .seconds(600))
        section.read("times", into: &times)
        section.read("deletedEvery", into: &deletedEvery, in: .seconds(1) ... .seconds(86_400))
        section.read("deletedWithin", into: &deletedWithin, in: .seconds(60) ... .seconds(364 * 86_400))
        section.read("deletedMost", into: &deletedMost, in: 1...10_000)
        section.readURL("fileSite", into: &fileSite)
        if fileSite.hasSuffix("/") { fileSite.removeLast() }
        section.finish()
    }

    /// One application by `appType:`, or several by `applications:`, each by its code; what one says of itself wins.
    private mutating func readApplications(from section: inout SettingsSection) {
        var (common, user) = (Secret(""), "")
        section.read("systemToken", into: &common)
        section.read("user", into: &user)
        if let appType = section.text("appType") {
            YidaSettings.check(appType, section, "appType")
            applications = [YidaApplication(appType: appType, systemToken: common, user: user)]
            if section.has("applications") {
                section.reject("applications", "stands beside appType; write appType's application into it too")
            }
        }
        var several = section.section("applications")
        guard applications.isEmpty else { return }
        if !several.keys.isEmpty, !common.value.isEmpty {
            section.reject("systemToken", "is one secret beside applications; write each application's own")
        }
        for appType in several.keys {
            YidaSettings.check(appType, several, appType)
            var application = YidaApplication(appType: appType, user: user)
            var own = several.section(appType)
            own.read("systemToken", into: &application.systemToken)
            own.read("user", into: &application.user)
            own.finish()
            if applications.contains(where: { $0.variable == application.variable }) { continue }
            applications.append(application)
        }
        several.finish()
    }

    /// `APP_` and letters, digits and underscores: it stands in paths, and in the name of a variable.
    private static func check(_ appType: String, _ section: SettingsSection, _ key: String) {
        guard appType.wholeMatch(of: /APP_[A-Za-z0-9_]{1,60}/) == nil else { return }
        section.reject(key, "is '\(appType)'; write the application's code, which begins with APP_")
    }

    /// Reports what is missing when everything was read.
    func check(_ mistakes: MistakeList) {
        guard !applications.isEmpty else {
            return mistakes.add(
                nil,
                "yida.appType is missing; write the application's code, such as APP_PBKT0M, or several under "
                    + "yida.applications")
        }
        for application in applications {
            let isOnly = applications.count == 1
            let path = isOnly ? "yida" : "yida.applications.\(application.appType)"
            if application.user.isEmpty {
                mistakes.add(nil, "\(path).user is missing; write the userid in whose name forms are read")
            }
            if application.systemToken.value.isEmpty {
                mistakes.add(
                    nil,
                    "\(path).systemToken is missing; set the environment variable "
                        + (isOnly ? YidaApplication.variable : application.variable))
            }
        }
    }
}
