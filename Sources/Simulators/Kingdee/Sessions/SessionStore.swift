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

    /// Opens a session. Any number of one user may be open (20 in parallel were observed), unless `kickingOff` ends the
    /// user's others.
    func open(user: String, at now: Timestamp, kickingOff: Bool = false) -> KingdeeSession {
        let session = hollow(user: user, at: now)
        sessions.withLock { sessions in
            if kickingOff { sessions = sessions.filter { $0.value.user != user } }
            if sessions.count > SessionStore.sessionsMax { sessions = sessions.filter { $0.value.isAlive(at: now) } }
            sessions[session.id] = session
        }
        return session
    }

    /// A session id that stands for nothing: what a refused signature gets.
    func hollow(user: String = "", at now: Timestamp) -> KingdeeSession {
        KingdeeSession(
            id: world.sealing(randomness.uuid("kingdee session")),
            serverID: randomness.text(24, from: "abcdefghijklmnopqrstuvwxyz012345", "kingdee session"), user: user,
            used: now)
    }

    /// The user of a living session, whose idle time starts again; nil when it is unknown or has ended.
    func use(_ id: String, at now: Timestamp) -> String? {
        sessions.withLock { sessions in
            guard var session = sessions[id] else { return nil }
            guard session.isAlive(at: now) else {
                sessions[id] = nil
                return nil
            }
            session.used = now
            sessions[id] = session
            return session.user
        }
    }

    /// The user of a session, without touching it.
    func user(of id: String) -> String? {
        sessions.withLock { $0[id]?.user }
    }

    /// Ends a session; false when there was none.
    func end(_ id: String) -> Bool {
        sessions.withLock { $0.removeValue(forKey: id) != nil }
    }

    /// Ends all sessions.
    func endAll() {
        sessions.withLock { $0 = [:] }
    }

    /// How many sessions are remembered.
    var count: Int { sessions.withLock { $0.count } }
}
