import Integration
import LoadGen
import Logging
import Seams

extension VirtualCore {
    /// The core that ships with Rehearsal, inside the virtual world: the same parts as `CoreProcess`, on other seams.
    static let builtIn = VirtualCore(name: "built-in") { environment in
        let configuration = try Configuration.read(
            environment.configuration, path: "core.yaml", environment: environment.secrets)
        let files = MemoryFiles(environment.files)
        let mappings = try configuration.mappingFiles.map { try MappingFile(path: $0).load(files).mapping }
        try await IntegrationCore(
            configuration, mappings: mappings, database: EmbeddedStore(try environment.openDatabase()),
            time: environment.time,
            randomness: environment.randomness, network: environment.network, logger: Logger(label: "core")
        ).run()
    }
}

extension IntegrationCore {
    /// Puts the core together as its configuration says, on whichever seams.
    init(
        _ configuration: Configuration, mappings: [Mapping], database: any RelationalStore, time: any Time,
        randomness: any Randomness, network: any Network, files: (any FileSource)? = nil,
        processes: (any ProcessHost)? = nil, logger: Logger
    ) throws {
        let clients = PlatformClients(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(configuration.dingTalk), network: network, time: time, randomness: randomness
            ),
            kingdee: KingdeeClient(
                settings: try KingdeeSettings(configuration), network: network, time: time, randomness: randomness))
        try self.init(
            configuration: configuration, mappings: mappings, dingTalk: clients.dingTalk, kingdee: clients.kingdee,
            cryptor: try CallbackCryptor(configuration), clients: clients, database: database, time: time,
            randomness: randomness, network: network, files: files, processes: processes, logger: logger)
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
