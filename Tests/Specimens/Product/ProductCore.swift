import Integration
import LoadGen
import Logging
import Seams

/// The product itself, with something between it and the world.
///
/// What a specimen replaces here lies at a seam of the product: the network, a port, the mapping, the opening of
/// callbacks. Nothing in the product knows of it.
struct ProductCore: Sendable {
    var network: @Sendable (CoreEnvironment, Configuration) -> any Network = { environment, _ in environment.network }
    var dingTalk: @Sendable (any DingTalkPort) -> any DingTalkPort = { $0 }
    var kingdee: @Sendable (any KingdeePort) -> any KingdeePort = { $0 }
    var editMapping: @Sendable (String) -> String = { $0 }
    var route: @Sendable (Route) -> Route = { $0 }
    var open: @Sendable (CallbackCryptor, Configuration) -> CallbackEndpoint.Open = { cryptor, _ in
        { try cryptor.open(query: $0, body: $1) }
    }
    var logger: @Sendable () -> Logger = { Logger(label: "core") { _ in SwiftLogNoOpLogHandler() } }

    /// The core with things replaced.
    func with(_ change: (inout ProductCore) -> Void) -> ProductCore {
        var core = self
        change(&core)
        return core
    }

    /// The core as the virtual world takes it.
    func named(_ name: String) -> VirtualCore {
        VirtualCore(name: name) { try await run($0) }
    }

    private func run(_ environment: CoreEnvironment) async throws {
        let configuration = try Configuration.read(
            environment.configuration, path: "core.yaml", environment: environment.secrets)
        let network = network(environment, configuration)
        let routes = try Platforms.mappings(configuration, environment, editing: editMapping).map(Route.init)
        guard let cryptor = try Platforms.cryptor(configuration) else { throw NoCallbacks() }
        let randomness = environment.randomness
        let clients = PlatformClients(
            dingTalk: Platforms.dingTalk(configuration, environment, over: network),
            kingdee: Platforms.kingdee(configuration, environment, over: network))
        let core = try IntegrationCore(
            configuration: configuration, routes: routes.map(route), dingTalk: dingTalk(clients.dingTalk),
            kingdee: kingdee(clients.kingdee),
            open: open(cryptor, configuration),
            seal: { cryptor.sealedSuccess(timestamp: $0, nonce: $1, randomness: randomness) },
            clients: clients,
            on: CoreSurroundings(
                database: EmbeddedStore(try environment.openDatabase()), network: network, time: environment.time,
                randomness: randomness, logger: logger()))
        try await core.run()
    }
}

/// The scenario delivers by stream mode, which specimens do not take.
private struct NoCallbacks: Error, CustomStringConvertible {
    var description: String { "specimens take callbacks only: leave world.delivery out of the scenario" }
}
