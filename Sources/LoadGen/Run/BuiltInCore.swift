import Foundation
import Seams
import Simulators

/// The built-in core as the system under test: its configuration, mapping and dictionaries, written into the run's
/// folder as an operator would write them. It is reached only through files, environment and sockets.
struct BuiltInCore: Sendable {
    let scenario: Scenario
    let world: SimulatedWorld
    let links: WireLinks
    let port: Int
    let folder: RunFolder

    /// The token of the operator API: derived from the seed, since the whole world is made up.
    var monitorToken: String { String(scenario.seed.derived("monitor").value, radix: 36) }

    var configurationFile: String { folder.path + "/core.yaml" }

    /// What an operator keeps out of files.
    var secrets: [String: String] {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        return [
            "REHEARSAL_DINGTALK_APP_SECRET": dingTalk.appSecret,
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingTalk.callbackToken,
            "REHEARSAL_DINGTALK_AES_KEY": dingTalk.callbackAESKey, "REHEARSAL_KINGDEE_PASSWORD": kingdee.password,
            "REHEARSAL_KINGDEE_APP_SECRET": kingdee.appSecret, "REHEARSAL_MONITOR_TOKEN": monitorToken,
        ]
    }

    /// Writes the configuration and the two dictionaries of the standard mapping.
    ///
    /// - Throws: `RunError.cannotWrite`.
    func writeFiles() throws(RunError) {
        let company = world.dingTalkWorld.company
        let staff = company.employees.map { "\($0.userID),\($0.staffNumber)\n" }
        let departments = company.departments.map { "\($0.id),\($0.number)\n" }
        try folder.write(staff.joined(), to: "staff.csv")
        try folder.write(departments.joined(), to: "departments.csv")
        try folder.write(configuration, to: "core.yaml")
    }

    private var configuration: String {
        "mapping: [standard-expense]\n"
            + BuiltInCore.yaml(settings.merging(scenario.system.settings) { _, wanted in wanted })
    }

    private var settings: [String: String] {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        let dingTalkURL = "\(world.scheme)://127.0.0.1:\(links.dingTalk.port)"
        var settings = [
            "dingtalk.apiURL": dingTalkURL, "dingtalk.oapiURL": dingTalkURL, "dingtalk.appKey": dingTalk.appKey,
            "dingtalk.mode": scenario.world.delivery.rawValue,
            "kingdee.url": "\(world.scheme)://127.0.0.1:\(links.kingdee.port)/k3cloud/",
            "kingdee.acctID": kingdee.acctID, "kingdee.userName": kingdee.userName, "kingdee.appID": kingdee.appID,
            "kingdee.authentication": scenario.system.kingdeeAuthentication.rawValue,
            "listen.host": "127.0.0.1", "listen.port": String(port), "store.path": folder.path + "/store.sqlite",
            "delivery.callTimeout": "5s",
            "dingtalk.callTimeout": scenario.system.settings["delivery.callTimeout"] ?? "5s",
        ]
        // The approver comments in the core's name: that is how results are written back.
        settings["dingtalk.commentUser"] = dingTalk.company.employees.first?.userID
        if world.authority != nil { settings["tls.caFile"] = folder.authority }
        return settings
    }

    /// Dotted keys as nested YAML, sorted; values are quoted, so that nothing in them is syntax.
    static func yaml(_ settings: [String: String]) -> String {
        let sections = Dictionary(grouping: settings.sorted { $0.key < $1.key }) { pair in
            String(pair.key.prefix { $0 != "." })
        }
        return sections.sorted { $0.key < $1.key }.map { section, pairs in
            "\(section):\n"
                + pairs.map { "  \($0.key.dropFirst(section.count + 1)): \(scalar($0.value))\n" }.joined()
        }.joined()
    }

    private static func scalar(_ value: String) -> String {
        if Int(value) != nil || Bool(value) != nil { return value }
        return "'" + value.replacingOccurrences(of: "'", with: "''") + "'"
    }
}
