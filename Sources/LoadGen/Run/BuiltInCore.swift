import Foundation
import Seams
import Simulators

/// The built-in core as the system under test: its configuration, mapping and dictionaries, as an operator would write
/// them. It is reached only through files, environment and the network.
struct BuiltInCore: Sendable {
    let scenario: Scenario
    let world: SimulatedWorld
    /// Where it finds the platforms: the ports of the links to them.
    let dingTalkPort: Int
    let kingdeePort: Int
    /// Where it listens.
    let port: Int
    /// Where a receiver of web hooks may listen.
    let hookPort: Int
    /// Its settings of `store`, by dotted key.
    let store: [String: String]
    /// The file with the platforms' authority; used with TLS only.
    let caFile: String

    /// The token of the operator API: derived from the seed, since the whole world is made up.
    var monitorToken: String { "monitor-" + String(scenario.seed.derived("monitor").value, radix: 16) }

    /// What an operator keeps out of files.
    var secrets: [String: String] {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        let platforms = [
            "REHEARSAL_DINGTALK_APP_SECRET": dingTalk.appSecret,
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingTalk.callbackToken,
            "REHEARSAL_DINGTALK_AES_KEY": dingTalk.callbackAESKey, "REHEARSAL_KINGDEE_PASSWORD": kingdee.password,
            "REHEARSAL_KINGDEE_APP_SECRET": kingdee.appSecret, "REHEARSAL_MONITOR_TOKEN": monitorToken,
        ]
        let isOnly = yidaApps.count == 1
        let yida = Dictionary(
            yidaApps.map { ("REHEARSAL_YIDA_SYSTEM_TOKEN\(isOnly ? "" : "_\($0.appType)")", $0.systemToken) }
        ) { first, _ in first }
        return scenario.activities.reduce(into: platforms.merging(yida) { first, _ in first }) { secrets, activity in
            secrets.merge(activity.activity.coreSecrets(in: activityWorld)) { ours, _ in ours }
        }
    }

    /// What lies beside the configuration: the dictionaries of the shipped mappings, the activities' files, and the team's own.
    var files: [String: String] {
        let company = world.dingTalkWorld.company
        let dictionaries = [
            "staff.csv": company.employees.map { "\($0.userID),\($0.staffNumber)\n" }.joined(),
            "departments.csv": company.departments.map { "\($0.id),\($0.number)\n" }.joined(),
            "materials.csv": ProcessTemplate.materials.map { "\($0.0),\($0.1)\n" }.joined(),
        ]
        let ours = scenario.activities.reduce(into: dictionaries) { files, activity in
            files.merge(activity.activity.coreFiles(in: activityWorld)) { ours, _ in ours }
        }
        return ours.merging(scenario.system.files) { _, own in own }
    }

    /// The text of `core.yaml`.
    var configuration: String {
        "mapping: [\(mappings.joined(separator: ", "))]\n"
            + BuiltInCore.yaml(settings.merging(scenario.system.settings) { _, wanted in wanted })
            + scenario.activities.map { $0.activity.coreText(in: activityWorld) }.joined()
    }

    private var activityWorld: ActivityWorld {
        ActivityWorld(
            scenario: scenario, world: world, dingTalkURL: "\(world.scheme)://127.0.0.1:\(dingTalkPort)",
            kingdeeURL: "\(world.scheme)://127.0.0.1:\(kingdeePort)", corePort: port, hookPort: hookPort)
    }

    /// The Yida applications whose forms people fill in; none when they make approvals.
    private var yidaApps: [YidaApp] {
        let forms = Set(scenario.workload.kind.yidaForms.map(\.formUUID))
        return world.dingTalkWorld.yidaApps.filter { app in app.forms.contains { forms.contains($0.formUUID) } }
    }

    private var mappings: [String] {
        scenario.system.mappings.isEmpty ? scenario.workload.kind.mappings : scenario.system.mappings
    }

    private var settings: [String: String] {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        let dingTalkURL = "\(world.scheme)://127.0.0.1:\(dingTalkPort)"
        var settings = [
            "dingtalk.apiURL": dingTalkURL, "dingtalk.oapiURL": dingTalkURL, "dingtalk.appKey": dingTalk.appKey,
            "dingtalk.mode": scenario.world.delivery.rawValue,
            "kingdee.url": "\(world.scheme)://127.0.0.1:\(kingdeePort)/k3cloud/",
            "kingdee.acctID": kingdee.acctID, "kingdee.userName": kingdee.userName, "kingdee.appID": kingdee.appID,
            "kingdee.authentication": scenario.system.kingdeeAuthentication.rawValue,
            "listen.host": "127.0.0.1", "listen.port": String(port),
            "delivery.callTimeout": "5s",
            "dingtalk.callTimeout": scenario.system.settings["delivery.callTimeout"] ?? "5s",
        ]
        // The approver comments in the core's name: that is how results are written back.
        settings["dingtalk.commentUser"] = dingTalk.company.employees.first?.userID
        if let first = yidaApps.first {
            let user = dingTalk.company.employees.first?.userID
            if yidaApps.count == 1 { settings["yida.appType"] = first.appType }
            if yidaApps.count == 1 { settings["yida.user"] = user }
            for app in yidaApps where yidaApps.count > 1 {
                settings["yida.applications.\(app.appType).user"] = user
            }
            settings["yida.every"] = "2s"
        }
        settings.merge(store) { _, own in own }
        if world.authority != nil { settings["tls.caFile"] = caFile }
        if scenario.system.tls {
            settings["listen.tls.certificateFile"] = RunFolder.listenCertificate
            settings["listen.tls.keyFile"] = RunFolder.listenKey
        }
        for activity in scenario.activities {
            settings.merge(activity.activity.coreSettings(in: activityWorld)) { _, wanted in wanted }
        }
        return settings
    }

    /// Dotted keys as nested YAML, sorted; values are quoted, so that nothing in them is syntax.
    static func yaml(_ settings: [String: String], indentation: String = "") -> String {
        let sections = Dictionary(grouping: settings.sorted { $0.key < $1.key }) { pair in
            String(pair.key.prefix { $0 != "." })
        }
        return sections.sorted { $0.key < $1.key }.map { section, pairs in
            if let own = pairs.first(where: { $0.key == section }) {
                return "\(indentation)\(section): \(scalar(own.value))\n"
            }
            let inner = pairs.map { (String($0.key.dropFirst(section.count + 1)), $0.value) }
            return "\(indentation)\(section):\n"
                + yaml(Dictionary(inner) { first, _ in first }, indentation: indentation + "  ")
        }.joined()
    }

    private static func scalar(_ value: String) -> String {
        if Int(value) != nil || Bool(value) != nil { return value }
        return "'" + value.replacingOccurrences(of: "'", with: "''") + "'"
    }
}
