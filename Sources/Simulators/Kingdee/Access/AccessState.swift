import Seams

/// Who may do what: users, applications, how the server is set up, and what limits count.
struct AccessState: Sendable {
    var behaviour: KingdeeBehaviour
    private(set) var users: [String: KingdeeUser] = [:]
    private var applications: [String: KingdeeApplication] = [:]
    private(set) var acctID: String
    /// The nonces of signed requests, with the times they came; kept only while repeats are refused.
    private var nonces: [String: Timestamp] = [:]
    /// The signatures of one-time links that were used.
    private var usedLinks: Set<String> = []
    /// The calls of each user in the current minute.
    private var calls: (minute: Int64, counts: [String: Int]) = (0, [:])
    /// More nonces than this are not remembered: the oldest half is forgotten.
    private static let noncesMax = 100_000

    init(world: KingdeeWorld) {
        behaviour = world.behaviour
        acctID = world.acctID
        var main = world.integrationUser
        main.account = world.userName
        main.password = world.password
        var administrator = KingdeeUser(account: PresetBaseData.creator, password: world.password)
        administrator.isAdministrator = true
        for user in [administrator, main] + world.users { users[user.account.lowercased()] = user }
        let application = KingdeeApplication(id: world.appID, secret: world.appSecret, users: world.applicationUsers)
        for other in [application] + world.applications { applications[other.id] = other }
    }

    /// Takes over the data centre and the passwords that belong to another world.
    mutating func take(_ world: KingdeeWorld) {
        acctID = world.acctID
        for account in [world.userName, PresetBaseData.creator] {
            guard var user = user(account) else { continue }
            user.password = world.password
            store(user)
        }
        (nonces, usedLinks, calls) = ([:], [], (0, [:]))
    }

    /// The user with an account; the database's collation does not tell case.
    func user(_ account: String) -> KingdeeUser? { users[account.lowercased()] }

    /// The authorisation record of a third-party system.
    func application(_ id: String) -> KingdeeApplication? { applications[id] }

    mutating func store(_ user: KingdeeUser) { users[user.account.lowercased()] = user }

    mutating func store(_ application: KingdeeApplication) { applications[application.id] = application }

    /// All users, by account.
    var allUsers: [KingdeeUser] { users.values.sorted { $0.account < $1.account } }

    /// All applications, by id.
    var allApplications: [KingdeeApplication] { applications.values.sorted { $0.id < $1.id } }

    /// Counts a call; false when the user has made too many in this minute.
    mutating func admitCall(of user: String, at now: Timestamp) -> Bool {
        guard let limit = behaviour.callsPerMinuteMax else { return true }
        let minute = now.seconds / 60
        if calls.minute != minute { calls = (minute, [:]) }
        guard calls.counts[user, default: 0] < limit else { return false }
        calls.counts[user, default: 0] += 1
        return true
    }

    /// Notes a nonce; false when it came before.
    mutating func admitNonce(_ nonce: String, at now: Timestamp) -> Bool {
        guard behaviour.refusesRepeatedNonces else { return true }
        guard nonces[nonce] == nil else { return false }
        if nonces.count >= AccessState.noncesMax {
            let middle = nonces.values.sorted()[nonces.count / 2]
            nonces = nonces.filter { $0.value > middle }
        }
        nonces[nonce] = now
        return true
    }

    /// Notes a one-time link by its signature; false when it was used before.
    mutating func useLink(_ signature: String) -> Bool {
        usedLinks.insert(signature).inserted
    }
}
