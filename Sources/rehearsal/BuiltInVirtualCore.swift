import Integration
import LoadGen
import Logging
import Seams

extension VirtualCore {
    /// The core that ships with Rehearsal, inside the virtual world: the same parts as `CoreProcess`, on other seams.
    static let builtIn = VirtualCore(name: "built-in") { environment in
        let configuration = try Configuration.read(
            environment.configuration, path: "core.yaml", environment: environment.secrets)
        let mapping = try Mapping.load(yaml: ExpenseMapping.yaml, file: ExpenseMapping.file) { name in
            guard let text = environment.files[name] else { throw UnreadableMapping(path: name) }
            return text
        }
        try await IntegrationCore(
            configuration, mappings: [mapping], database: EmbeddedStore(try environment.openDatabase()),
            time: environment.time,
            randomness: environment.randomness, network: environment.network, logger: Logger(label: "core")
        ).run()
    }
}

extension IntegrationCore {
    /// Puts the core together as its configuration says, on whichever seams.
    init(
        _ configuration: Configuration, mappings: [Mapping], database: any RelationalStore,
        archive: AuditArchive? = nil, time: any Time, randomness: any Randomness, network: any Network, logger: Logger
    ) throws {
        let clients = PlatformClients(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(configuration.dingTalk), network: network, time: time, randomness: randomness
            ),
            kingdee: KingdeeClient(
                settings: try KingdeeSettings(configuration), network: network, time: time, randomness: randomness))
        try self.init(
            configuration: configuration, mappings: mappings, dingTalk: clients.dingTalk, kingdee: clients.kingdee,
            cryptor: try CallbackCryptor(configuration), clients: clients, database: database,
            archive: archive, time: time,
            randomness: randomness,
            network: network, logger: logger)
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
