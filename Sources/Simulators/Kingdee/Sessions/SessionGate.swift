import Seams

/// Decides who may call (live experiments on an on-premise 9.x server): a valid session opens the door and its
/// signature is not looked at; else a correct signature does, and silently gets a new session; else the session is
/// "lost", and a signed caller still gets an id, which stands for nothing.
enum SessionGate {
    enum Admission: Sendable {
        /// The caller may go on in `session`; `isNew` when it was just opened.
        case admitted(KingdeeSession, isNew: Bool)
        case refused(KingdeeRefusal, hollow: KingdeeSession?)
        case wrongDataCenter
    }

    static func admit(_ request: KingdeeRequest, _ services: KingdeeServices, at now: Timestamp) -> Admission {
        let life = Duration.seconds(services.access.behaviour.sessionIdleSeconds)
        if let id = request.sessionID, let session = services.sessions.use(id, at: now, life: life) {
            return .admitted(session, isNew: false)
        }
        guard let signature = request.signature else { return .refused(.sessionLost, hollow: nil) }
        let access = services.access.current
        switch signature.verdict(by: access) {
        case .wrongDataCenter: return .wrongDataCenter
        case .refused: return .refused(.sessionLost, hollow: services.sessions.hollow(at: now))
        case .accepted(let account):
            guard let user = access.user(account),
                services.access.transact({ signature.passesGateway(&$0, at: now) })
            else { return .refused(.sessionLost, hollow: services.sessions.hollow(at: now)) }
            return open(user, signature, services, at: now)
        }
    }

    private static func open(
        _ user: KingdeeUser, _ signature: RequestSignature, _ services: KingdeeServices, at now: Timestamp
    ) -> Admission {
        // A wrong organisation is ignored, as observed.
        let organization = services.organization(signature.organization) == nil ? "" : signature.organization
        let identity = KingdeeSession.Identity(
            user: user.account, language: signature.language, organization: organization)
        do throws(LogInFailure) {
            let success = try LogIn.open(.init(identity: identity), as: user, services, at: now)
            return .admitted(success.session, isNew: true)
        } catch {
            let refusal =
                error.code == .sessionLost ? KingdeeRefusal.sessionLost : KingdeeRefusal(error.code, error.chinese)
            return .refused(refusal, hollow: services.sessions.hollow(at: now))
        }
    }
}
