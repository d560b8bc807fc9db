import Seams

/// Everything that the fake DingTalk knows. A value: each action on it is one atomic step under one lock.
struct DingTalkState: Sendable {
    var world: DingTalkWorld
    var contacts: ContactBook
    var tokens = TokenStore()
    var userTokens = UserTokens()
    var loginCodes = LoginCodes()
    var jsapiTickets = TokenStore(label: "dingtalk.jsapi")
    var attendance = AttendanceStore()
    var approvals = ApprovalStore()
    var files = ApprovalFiles()
    var yida = YidaStore()
    var events: EventQueue
    var callback: CallbackConfiguration?
    var tickets = StreamTickets()
    /// Open stream connections in the order of their opening.
    var connections: [StreamConnection] = []
    var messages = MessageLog()
    var media = MediaStore()
    var robots: RobotBook
    var appRobotMessages = AppRobotLog()
    /// What stream clients answered to callbacks that were not events.
    var callbackLog = CallbackLog()
    var quotas = QuotaLedger()
    var baseURL = ""

    init(world: DingTalkWorld, settings: DeliverySettings) {
        self.world = world
        contacts = ContactBook(world.company)
        events = EventQueue(settings: settings)
        robots = RobotBook(world)
    }

    /// Whether a request may be performed at all.
    func authorize(_ request: DingTalkRequest, at now: Timestamp) throws(DingTalkRefusal) {
        let isModern = request.family == .modern
        guard let token = request.token, !token.isEmpty else {
            throw isModern ? .modernTokenMissing : request.family == .root ? .tokenMissingOnRoot : .tokenBlank
        }
        switch tokens.validity(of: token, at: now) {
        case .valid: return
        // A person's token opens no application's door.
        case .unknown where isModern && userTokens.grant(of: token) != nil: throw .tokenOfAPerson
        case .expired: throw isModern ? .modernTokenInvalid : .tokenExpired
        case .unknown: throw isModern ? .modernTokenInvalid : .tokenInvalid
        }
    }

    /// Puts everything back to `origin`, except what is open: stream connections stay, and what is under way ends by
    /// itself.
    mutating func reset(to origin: DingTalkState) {
        let old = self
        self = origin
        connections = old.connections
        baseURL = old.baseURL
        events = old.events
        events.reset()
    }

    /// Makes this copy the state of another world: what belongs to the old one's clients goes.
    mutating func becomeFork(as identity: WorldIdentity, settings: DeliverySettings) {
        world.take(identity)
        tokens = TokenStore()
        userTokens = UserTokens()
        loginCodes = LoginCodes()
        jsapiTickets = TokenStore(label: "dingtalk.jsapi")
        tickets = StreamTickets()
        callback = nil
        connections = []
        events = EventQueue(settings: settings)
        robots.move(to: identity.number)
        callbackLog = CallbackLog()
        quotas = QuotaLedger()
    }
}
