import Integration
import LoadGen
import Seams

/// How a core reaches both platforms, made of its configuration as the product makes it.
enum Platforms {
    /// DingTalk through the product's client.
    static func dingTalk(_ configuration: Configuration, _ environment: CoreEnvironment) -> DingTalkClient {
        dingTalk(configuration, environment, over: environment.network)
    }

    /// DingTalk through the product's client on another network.
    static func dingTalk(
        _ configuration: Configuration, _ environment: CoreEnvironment, over network: any Network
    ) -> DingTalkClient {
        let settings = configuration.dingTalk
        return DingTalkClient(
            settings: DingTalkSettings(
                apiURL: settings.apiURL, oapiURL: settings.oapiURL, appKey: settings.appKey,
                appSecret: settings.appSecret.value, callTimeout: settings.callTimeout,
                commentUserID: settings.commentUser),
            network: network, time: environment.time, randomness: environment.randomness)
    }

    /// Kingdee through the product's client on a network.
    static func kingdee(
        _ configuration: Configuration, _ environment: CoreEnvironment, over network: any Network
    ) -> KingdeeClient {
        KingdeeClient(
            settings: kingdeeSettings(configuration), network: network, time: environment.time,
            randomness: environment.randomness)
    }

    /// What callbacks are opened and sealed with; nil in stream mode.
    static func cryptor(_ configuration: Configuration) throws -> CallbackCryptor? {
        let settings = configuration.dingTalk
        guard settings.mode == .callback else { return nil }
        return try CallbackCryptor(
            token: settings.callbackToken.value, aesKey: settings.aesKey.value,
            ownerKey: settings.ownerKey.isEmpty ? settings.appKey : settings.ownerKey)
    }

    /// The mappings that the configuration names; those that ship with the core by their names.
    static func mappings(
        _ configuration: Configuration, _ environment: CoreEnvironment,
        editing edit: (String) -> String = { $0 }
    ) throws -> [Mapping] {
        try configuration.mappingFiles.map { name in
            let shipped = ShippedMappings.named(name)
            let text = try shipped?.yaml ?? file(name, of: environment)
            return try Mapping.load(yaml: edit(text), file: shipped?.file ?? name) {
                try file($0, of: environment)
            }
        }
    }

    /// The settings of a client of Kingdee.
    static func kingdeeSettings(_ configuration: Configuration) -> KingdeeSettings {
        let settings = configuration.kingdee
        let authentication: KingdeeSettings.Authentication =
            switch settings.authentication {
            case .appSecret: .appSecret
            case .password: .password
            case .signed: .signed
            }
        return KingdeeSettings(
            url: settings.url, acctID: settings.acctID, userName: settings.userName, authentication: authentication,
            password: settings.password.value, appID: settings.appID, appSecret: settings.appSecret.value,
            lcid: settings.lcid, orgNumber: Int(settings.orgNumber) ?? 0,
            callTimeout: configuration.delivery.callTimeout)
    }

    private static func file(_ name: String, of environment: CoreEnvironment) throws -> String {
        do { return try environment.files.text(of: name) } catch { throw MissingFile(name: name) }
    }
}

/// A file that the configuration names and the environment does not hold.
private struct MissingFile: Error, CustomStringConvertible {
    let name: String

    var description: String { "there is no file '\(name)' beside the configuration" }
}
