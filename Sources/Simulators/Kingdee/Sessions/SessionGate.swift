import Seams

/// Decides who may call (live experiments on an on-premise 9.x server): a valid session opens the door and its
/// signature is not looked at; else a correct signature does, and silently gets a new session; else the session is
/// "lost", and a signed caller still gets an id, which stands for nothing.
enum SessionGate {
    enum Admission: Sendable {
        /// The caller may go on; `session` is one that was just opened for it.
        case admitted(user: String, session: KingdeeSession? = nil)
        case refused(hollow: KingdeeSession?)
        case wrongDataCenter
    }

    static func admit(_ request: KingdeeRequest, _ services: KingdeeServices, at now: Timestamp) -> Admission {
        if let id = request.sessionID, let user = services.sessions.use(id, at: now) { return .admitted(user: user) }
        guard let signature = request.signature else { return .refused(hollow: nil) }
        switch signature.verdict(in: services.world) {
        case .wrongDataCenter: return .wrongDataCenter
        case .refused: return .refused(hollow: services.sessions.hollow(at: now))
        case .accepted(let user):
            return .admitted(user: user, session: services.sessions.open(user: user, at: now))
        }
    }
}
