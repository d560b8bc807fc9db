import Seams
import Synchronization

/// The sessions that are open. Apart from the documents, so that a log-in never waits for a Save.
final class SessionStore: Sendable {
    private let randomness: any Randomness
    private let sessions = Mutex<[String: KingdeeSession]>([:])
    /// When more are remembered, the ended ones are thrown away at the next log-in.
    private static let sessionsMax = 10_000

    private let world: WorldNumber

    init(randomness: any Randomness, world: WorldNumber = .first) {
        self.randomness = randomness
        self.world = world
    }

    /// Opens a session; nil when more than `usersMax` users would have one. Any number of one user may be open (20 in
    /// parallel were observed), unless `kickingOff` ends the user's others of the same client kind.
    func open(
        _ identity: KingdeeSession.Identity, at now: Timestamp, kickingOff: Bool = false, life: Duration, usersMax: Int?
    ) -> KingdeeSession? {
        let session = hollow(identity, at: now)
        return sessions.withLock { sessions in
            if let usersMax, !SessionStore.hasRoom(for: identity.user, in: sessions, life, usersMax, now) { return nil }
            if kickingOff {
                sessions = sessions.filter {
                    $0.value.user != identity.user || $0.value.identity.client != identity.client
                }
            }
            if sessions.count > SessionStore.sessionsMax {
                sessions = sessions.filter { $0.value.isAlive(at: now, life) }
            }
            sessions[session.id] = session
            return session
        }
    }

    /// A session id that stands for nothing: what a refused signature gets.
    func hollow(_ identity: KingdeeSession.Identity = .init(user: ""), at now: Timestamp) -> KingdeeSession {
        KingdeeSession(
            id: world.sealing(randomness.uuid("kingdee session")),
            serverID: randomness.text(24, from: "abcdefghijklmnopqrstuvwxyz012345", "kingdee session"),
            identity: identity, used: now)
    }

    /// A living session, whose idle time starts again; nil when it is unknown or has ended.
    func use(_ id: String, at now: Timestamp, life: Duration) -> KingdeeSession? {
        sessions.withLock { sessions in
            guard var session = sessions[id] else { return nil }
            guard session.isAlive(at: now, life) else {
                sessions[id] = nil
                return nil
            }
            session.used = now
            sessions[id] = session
            return session
        }
    }

    /// The user of a session, without touching it.
    func user(of id: String) -> String? {
        sessions.withLock { $0[id]?.user }
    }

    /// Changes what a session is about: its organisation or language.
    func change(_ id: String, _ change: (inout KingdeeSession.Identity) -> Void) {
        sessions.withLock { sessions in
            guard var session = sessions[id] else { return }
            change(&session.identity)
            sessions[id] = session
        }
    }

    /// Ends a session; false when there was none.
    func end(_ id: String) -> Bool {
        sessions.withLock { $0.removeValue(forKey: id) != nil }
    }

    /// Ends the sessions of a user, and tells how many there were.
    func endAll(of user: String) -> Int {
        sessions.withLock { sessions in
            let before = sessions.count
            sessions = sessions.filter { $0.value.user != user }
            return before - sessions.count
        }
    }

    /// Ends all sessions.
    func endAll() {
        sessions.withLock { $0 = [:] }
    }

    /// How many sessions are remembered.
    var count: Int { sessions.withLock { $0.count } }

    private static func hasRoom(
        for user: String, in sessions: [String: KingdeeSession], _ life: Duration, _ usersMax: Int, _ now: Timestamp
    ) -> Bool {
        let users = Set(sessions.values.filter { $0.isAlive(at: now, life) }.map(\.user))
        return users.contains(user) || users.count < usersMax
    }
}
