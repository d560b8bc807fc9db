import Foundation
import Seams

extension Configuration {
    /// All settings in force, section by section, for the settings view. Of secrets only whether there are any; of an address
    /// that may hold one, only the host.
    var shownSections: [SettingsResource.Section] {
        var sections = [
            dingTalk.shown, kingdee.shown, listen.shown, shownStore, .init("mapping", ["files": mappingFiles]),
            delivery.shown, catchUp.shown, .init("attachments", attachments.shown),
        ]
        if organisation.isOn { sections.append(organisation.shown) }
        sections += [audit.shown, .init("personalFields", ["names": personalFields])]
        if signOn.isOn { sections.append(signOn.shown) }
        sections += [.init("tls", ["caFile": caFile]), monitor.shown(token: monitorToken)]
        if let stockAlert { sections += [stockAlert.shown] + stockAlert.rules.map(\.shown) }
        if let attendance { sections.append(attendance.shown) }
        if let yida { sections += [yida.shown] + yida.applications.map(\.shown) }
        if let alerts { sections += [alerts.shown, alerts.shownRules] }
        return sections
    }

    private var shownStore: SettingsResource.Section {
        guard let postgreSQL else { return .init("store", ["path": storePath]) }
        return .init(
            "store",
            [
                "postgresql": "\(postgreSQL.address)", "worker": postgreSQL.worker,
                "connections": postgreSQL.connections,
            ])
    }
}

/// An address without a name and password in it.
private func address(_ url: String) -> String { url.replacing(/:\/\/[^\/?#]*@/, with: "://") }

extension Configuration.DingTalk {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "dingtalk",
            [
                "apiURL": address(apiURL), "oapiURL": address(oapiURL), "appKey": appKey, "appSecret": appSecret,
                "mode": mode.rawValue,
                "callbackToken": callbackToken, "aesKey": aesKey, "ownerKey": ownerKey, "processCodes": processCodes,
                "commentUser": commentUser, "agentID": agentID, "callTimeout": callTimeout,
                "callbackWindow": callbackWindow,
            ])
    }
}

extension Configuration.Kingdee {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "kingdee",
            [
                "url": address(url), "acctID": acctID, "userName": userName, "authentication": authentication.rawValue,
                "appID": appID, "appSecret": appSecret, "password": password, "lcid": lcid, "orgNumber": orgNumber,
            ])
    }
}

extension Configuration.Listen {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "listen",
            [
                "host": host, "port": port, "tls.certificateFile": certificateFile, "tls.keyFile": keyFile,
                "plain": isPlain, "connections": connections,
            ])
    }
}

extension Configuration.Delivery {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "delivery",
            [
                "attempts": attempts, "callTimeout": callTimeout, "workers": workers, "batch": batch,
                "settle": settle, "backoffBase": backoff.base, "backoffCap": backoff.cap,
                "numberEnforced": numberEnforced, "numberHonoured": numberHonoured, "onRevoke": onRevoke.rawValue,
                "drain": drain,
            ])
    }
}

extension CatchUpSettings {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "catchUp",
            [
                "every": every, "lookback": lookback, "overlap": overlap, "margin": margin,
                "revokedEvery": revokedEvery, "goneEvery": goneEvery, "revokedWithin": revokedWithin,
                "keepEvents": keepEvents,
            ])
    }
}

extension AttachmentSettings {
    fileprivate var shown: KeyValuePairs<String, any SettingText> {
        [
            "callTimeout": callTimeout, "blockKiB": blockBytes >> 10, "atOnce": atOnce, "pictureHosts": pictureHosts,
        ]
    }
}

extension DirectorySettings {
    fileprivate var shown: SettingsResource.Section {
        func pairs(_ fields: [Field]) -> [String] { fields.map { "\($0.fact)=\($0.key)" } }
        return .init(
            "organisation",
            [
                "number": number, "post": post, "posts": posts.rawValue, "employees": pairs(employeeFields),
                "departments": pairs(departmentFields), "firstContact": firstContact.rawValue,
                "unknownInKingdee": unknown.rawValue, "brake.people": brake.people,
                "brake.departments": brake.departments, "brake.percent": brake.percent, "brake.within": brake.within,
                "listEvery": listEvery, "compareEvery": compareEvery, "batch": batch, "workers": workers,
            ])
    }
}

extension AuditSettings {
    fileprivate var shown: SettingsResource.Section {
        let place: String
        switch archive {
        case .folder(let folder): place = folder
        case .nowhere: place = "none"
        }
        return .init("audit", ["keep": keep, "archive": place])
    }
}

extension SignOnSettings {
    fileprivate var shown: SettingsResource.Section {
        let targets = targets.sorted { $0.key < $1.key }.map { name, target in
            let parts = [target.form, target.type, target.document].filter { !$0.isEmpty }
            return "\(name)=\(parts.joined(separator: "/"))"
        }
        return .init(
            "signOn",
            [
                "publicURL": address(publicURL), "corpID": corpID, "loginURL": address(loginURL),
                "scriptURL": address(scriptURL),
                "identity": identity.rawValue, "accounts": accounts.count, "accountsFile": accountsFile,
                "linkField": linkField, "checksUser": checksUser, "keepFor": keepFor, "kingdeeURL": address(kingdeeURL),
                "version": "\(version)", "entersOnce": entersOnce, "stateLife": stateLife, "targets": targets,
            ])
    }
}

extension MonitorSettings {
    fileprivate func shown(token: Secret) -> SettingsResource.Section {
        .init(
            "monitor",
            [
                "token": token, "users": usersFile, "sessionIdle": sessionIdle, "sessionMax": sessionMax,
                "secureCookie": secureCookie,
            ])
    }
}

extension StockAlertSettings {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "stockAlert",
            [
                "every": every, "materialsPerPage": materialsPerPage, "organizations": organizations,
                "quantity": quantityField, "filter": filter, "language": language.rawValue, "template": template,
                "overMidnight": overMidnight.rawValue, "verify": verifies, "hookSecret": hookSecret,
                "hookWindow": hookWindow, "rules": rules.map(\.name),
            ])
    }
}

extension StockRule {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "stockAlert.rules.\(name)",
            [
                "materials": materials, "warehouses": warehouses, "per": scope.rawValue,
                "threshold": threshold.map { "\($0)" }, "hysteresis": hysteresisPercent, "users": users,
                "departments": departments.map { "\($0)" },
                "keepers": keepers.map { "\($0.warehouse): \($0.users.joined(separator: " "))" },
            ])
    }
}

extension AttendanceSettings {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "attendance",
            [
                "every": every, "reread": rereadDays, "lookback": lookbackDays,
                "departments": departments.map { "\($0)" }, "form": form, "numberField": numberField,
                "keyField": keyField, "fields": fields.map { "\($0.key)=\($0.value)" }, "batch": batch,
            ])
    }
}

extension YidaSettings {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "yida",
            [
                "applications": applications.map(\.appType), "every": every, "lookback": lookback, "overlap": overlap,
                "margin": margin, "times": times.rawValue, "deletedEvery": deletedEvery,
                "deletedWithin": deletedWithin, "deletedMost": deletedMost, "fileSite": address(fileSite),
            ])
    }
}

extension YidaApplication {
    fileprivate var shown: SettingsResource.Section {
        .init("yida.applications.\(appType)", ["systemToken": systemToken, "user": user])
    }
}

extension AlertSettings {
    fileprivate var shown: SettingsResource.Section {
        .init(
            "alerts",
            [
                "every": every, "repeatEvery": repeatEvery, "clearFor": clearFor, "language": language.rawValue,
                "name": name, "robot.token": robot?.token, "robot.secret": robot?.secret,
                "robot.atUsers": robot?.atUsers, "robot.atMobiles": robot?.atMobiles,
                // Whoever has the whole address of a hook can often write to it.
                "hook.url": hook.map { HookTarget($0.url).map { "\($0.scheme)://\($0.authority)/…" } ?? "" },
                "hook.secret": hook?.secret,
            ])
    }

    fileprivate var shownRules: SettingsResource.Section {
        var section = SettingsResource.Section("alerts.rules", [:])
        section.values = AlertRule.allCases.map { .init(key: $0.rawValue, value: self[$0].shown(of: $0)) }
        return section
    }
}

extension AlertRuleSettings {
    /// As it would be written in the configuration.
    fileprivate func shown(of rule: AlertRule) -> String {
        guard isOn else { return "off" }
        var parts = ["for: \(holdFor.unitText)"]
        switch rule {
        case .deadLetters, .logInFailures: parts.append("above: \(count)")
        case .deliveryLag: parts.append("above: \(age.unitText)")
        case .apiSuccess: parts += ["below: \(percent)", "minutes: \(minutes)", "calls: \(callsMin)"]
        case .auditBroken: parts.append("every: \(every.unitText)")
        case .eventsSilent: parts.append("approvals: \(count)")
        case .diskLow: parts.append("below: \(mebibytes)")
        case .deadLetter, .decisionNeeded, .breakerOpen, .logInRefused, .conflictHeld, .streamDown, .loopFailing,
            .storeFailing:
            break
        }
        return parts.joined(separator: ", ")
    }
}
