import Integration
import LoadGen
import Logging
import Seams

extension VirtualCore {
    /// The core that ships with Rehearsal, inside the virtual world: the same parts as `CoreProcess`, on other seams.
    static let builtIn = VirtualCore(name: "built-in") { environment in
        let configuration = try Configuration.read(
            environment.configuration, path: "core.yaml", environment: environment.secrets)
        let files = environment.files
        let mappings = try configuration.mappingFiles.map { try MappingFile(path: $0).load(files).mapping }
        var surroundings = CoreSurroundings(
            database: EmbeddedStore(try environment.openDatabase()), network: environment.network,
            time: environment.time, randomness: environment.randomness, logger: Logger(label: "core"))
        surroundings.files = files
        try await IntegrationCore(configuration, mappings: mappings, on: surroundings).run()
    }
}

extension IntegrationCore {
    /// Puts the core together as its configuration says, on whichever seams.
    init(
        _ configuration: Configuration, mappings: [Mapping], on surroundings: CoreSurroundings
    ) throws {
        let (network, time, randomness) = (surroundings.network, surroundings.time, surroundings.randomness)
        let clients = PlatformClients(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(configuration), network: network, time: time, randomness: randomness
            ),
            kingdee: KingdeeClient(
                settings: try KingdeeSettings(configuration), network: network, time: time, randomness: randomness))
        try self.init(
            configuration: configuration, mappings: mappings, dingTalk: clients.dingTalk, kingdee: clients.kingdee,
            cryptor: try CallbackCryptor(configuration), clients: clients, on: surroundings)
    }
}

extension CallbackCryptor {
    /// What opens callbacks; nil in stream mode, which has none.
    fileprivate init?(_ configuration: Configuration) throws {
        let dingTalk = configuration.dingTalk
        guard dingTalk.mode == .callback else { return nil }
        try self.init(
            token: dingTalk.callbackToken.value, aesKey: dingTalk.aesKey.value,
            ownerKey: dingTalk.ownerKey.isEmpty ? dingTalk.appKey : dingTalk.ownerKey)
    }
}
