import Seams

/// What tells the worlds of one server apart: the ids and secrets of their organisation, application and data centre.
///
/// The first world keeps the well-known ones. The others' end with the world's number, by which the server finds the world
/// of a request that brings no token yet.
package struct WorldIdentity: Hashable, Sendable {
    package let number: WorldNumber
    let corpID: String
    let appKey: String
    let appSecret: String
    let agentID: Int64
    let callbackToken: String
    let callbackAESKey: String
    let acctID: String
    let password: String

    /// The beginnings after which a number stands, of organisations, applications and data centres.
    static let corpPrefix = "ding9f50b15bccd1674135c2f465"
    static let appPrefix = "dingrehearsalworld"
    static let accountPrefix = "5f1234"

    /// Makes the identity of world `number`, with secrets that belong to `seed`.
    init(number: WorldNumber, seed: Seed) {
        let randomness = SeededRandomness(seed: seed.derived("identity", String(number.rawValue)))
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        self.number = number
        corpID = number.sealing(WorldIdentity.corpPrefix + "00000000")
        appKey = number.sealing(WorldIdentity.appPrefix + "00000000")
        appSecret = randomness.text(64, from: letters, "app secret")
        agentID = 2_583_990_001 + Int64(number.rawValue)
        callbackToken = randomness.text(16, from: letters, "callback token")
        callbackAESKey = randomness.text(43, from: letters, "callback key")
        acctID = number.sealing(WorldIdentity.accountPrefix + "00000000")
        password = randomness.text(20, from: letters, "password")
    }
}

extension DingTalkWorld {
    /// Gives the world another identity.
    mutating func take(_ identity: WorldIdentity) {
        number = identity.number
        corpID = identity.corpID
        appKey = identity.appKey
        appSecret = identity.appSecret
        agentID = identity.agentID
        callbackToken = identity.callbackToken
        callbackAESKey = identity.callbackAESKey
    }

    /// What must not be shown.
    var secrets: [String] {
        let ofRobots = robots.flatMap { [$0.accessToken(in: number), $0.secret].compactMap(\.self) }
        return [appSecret, callbackToken, callbackAESKey] + yidaApps.map(\.systemToken) + ofRobots
    }
}

extension KingdeeWorld {
    /// Gives the world another identity. Application and user stay: the data centre tells them apart.
    mutating func take(_ identity: WorldIdentity) {
        number = identity.number
        acctID = identity.acctID
        password = identity.password
    }

    /// What must not be shown.
    var secrets: [String] {
        [password, appSecret, licenceFile] + users.map(\.password) + applications.map(\.secret)
    }
}
