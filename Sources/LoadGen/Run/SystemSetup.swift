import Foundation
import HTTPTypes
import Seams
import Simulators

/// How the system under test of a scenario is started and reached.
struct SystemSetup: Sendable {
    let command: [String]
    let environment: [String: String]
    let readyURL: String
    /// The port that the readiness URL names: whoever listens there is loaded.
    let readyPort: Int
    let readyCall: HTTPCall
    let callbackURL: String
    /// The operator API, which only the built-in core has.
    let core: CoreOperator?

    /// Fills in the scenario's `${…}` places and, for the built-in core, writes its configuration as `file` into the run's
    /// folder. `store` holds the core's settings of its store; `living` gives the port of a core that runs.
    init(
        run: WireRun, world: SimulatedWorld, links: WireLinks, corePort: Int, store: [String: String], file: String,
        living: @escaping @Sendable () -> Int, network: any Network
    ) throws(RunError) {
        let scenario = run.scenario
        let variables = SystemVariables(
            SystemSetup.values(run: run, world: world, links: links, corePort: corePort))
        readyURL = variables.replaced(in: scenario.system.ready)
        callbackURL = variables.replaced(in: scenario.system.callback)
        guard let url = URLComponents(string: readyURL), let host = url.host else {
            throw RunError.neverReady(
                url: readyURL, within: .zero, last: "it is no URL", logFile: run.folder.coreLog, lastLines: [])
        }
        readyPort = url.port ?? 80
        let path = (url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath)
        readyCall = HTTPCall(
            request: HTTPRequest(
                method: .get, scheme: url.scheme ?? "http", authority: "\(host):\(readyPort)", path: path))
        var environment = scenario.system.environment.mapValues { variables.replaced(in: $0) }
        if scenario.system.isBuiltIn {
            let core = BuiltInCore(
                scenario: scenario, world: world, dingTalkPort: links.dingTalk.port, kingdeePort: links.kingdee.port,
                port: corePort, hookPort: links.hookPort, store: store, caFile: run.folder.authority)
            for (name, text) in core.files.sorted(by: { $0.key < $1.key }) {
                try run.folder.write(text, to: name)
            }
            try run.folder.write(core.configuration, to: file)
            // A run that is killed tells nobody: its core sees that it is an orphan.
            let parent = String(ProcessInfo.processInfo.processIdentifier)
            command = [run.program, "integrate", "--config", "\(run.folder.path)/\(file)", "--parent", parent]
            environment.merge(core.secrets) { _, ours in ours }
            self.core = CoreOperator(
                authority: { "127.0.0.1:\(living())" }, token: core.monitorToken, network: network,
                scheme: scenario.system.scheme)
        } else {
            command = scenario.system.command.map { variables.replaced(in: $0) }
            core = nil
        }
        self.environment = environment
    }

    /// The request that the built-in core answers 2xx once it is ready.
    static func readyCall(port: Int) -> HTTPCall {
        HTTPCall(
            request: HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:\(port)", path: "/health/ready"))
    }

    private static func values(
        run: WireRun, world: SimulatedWorld, links: WireLinks, corePort: Int
    ) -> [String: String] {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        return [
            "core.port": String(corePort), "core.link.port": String(links.core.port),
            "dingtalk.url": "\(world.scheme)://127.0.0.1:\(links.dingTalk.port)",
            "kingdee.url": "\(world.scheme)://127.0.0.1:\(links.kingdee.port)/k3cloud/",
            "dingtalk.appKey": dingTalk.appKey, "dingtalk.appSecret": dingTalk.appSecret,
            "dingtalk.corpId": dingTalk.corpID, "dingtalk.agentId": String(dingTalk.agentID),
            "dingtalk.callbackToken": dingTalk.callbackToken, "dingtalk.aesKey": dingTalk.callbackAESKey,
            "kingdee.acctId": kingdee.acctID, "kingdee.userName": kingdee.userName,
            "kingdee.password": kingdee.password, "kingdee.appId": kingdee.appID,
            "kingdee.appSecret": kingdee.appSecret, "run.folder": run.folder.path,
            "ca.file": world.authority == nil ? "" : run.folder.authority,
        ]
    }
}
