import Foundation
import HTTPTypes
import Logging
import Seams

/// Who asks: by the bearer token, by a session's cookie, or, as long as neither token nor users are set up, anybody on this
/// machine, to look only.
struct AccessControl: Sendable {
    /// Who asks, and how we know.
    struct Caller: Hashable, Sendable {
        var person: Operator
        /// The session of a browser; nil for programs.
        var session: MonitorSession?
    }

    private static let cookieName = "rehearsal-session"
    /// More bytes are no name and password.
    private static let bodyBytesMax = 4096
    /// The name behind the token.
    private static let tokenName = "token"
    /// What is checked for a name that nobody has, so that it takes as long as for others.
    static let nobody = PasswordHash(
        text: "scrypt:16384:8:5:\(String(repeating: "A", count: 22))==:\(String(repeating: "A", count: 43))=")

    private let token: Secret
    private let users: UserDirectory
    private let sessions: MonitorSessions
    private let throttle = LoginThrottle()
    /// Passwords that are checked at a time: each takes 16 MiB, and a processor for a tenth of a second.
    private let turns = Turns(4, waitingMax: 200)
    private let database: any RelationalStore
    private let settings: MonitorSettings
    private let time: any Time

    init(
        token: Secret, settings: MonitorSettings, database: any RelationalStore, time: any Time,
        randomness: any Randomness, logger: Logger
    ) {
        self.token = token
        self.settings = settings
        self.database = database
        self.time = time
        users = UserDirectory(path: settings.usersFile, time: time, logger: logger)
        sessions = MonitorSessions(database: database, settings: settings, randomness: randomness)
    }

    /// Whether there is anything to log in with.
    var isSetUp: Bool { !token.value.isEmpty || users.isUsed }

    /// Who sent a request.
    ///
    /// - Throws: `APIError` with status 401 for nobody we know, 403 for a change without the session's proof.
    func caller(of call: HTTPCall) async throws -> Caller {
        if let header = call.request.headerFields[.authorization] {
            guard !token.value.isEmpty, ConstantTime.areEqual(header, "Bearer \(token.value)") else {
                await noteWrongToken(LoginThrottle.address(call.peer))
                throw AccessControl.unknown
            }
            return Caller(person: Operator(name: AccessControl.tokenName, role: .administrator))
        }
        if let cookie = cookie(of: call), let session = try await sessions.session(cookie, at: time.now),
            let role = role(of: session.person), let secret = secret(of: session.person),
            ConstantTime.areEqual(session.proof, MonitorSessions.proof(of: cookie, secret))
        {
            if call.request.method != .get, call.request.method != .head {
                let proof = HTTPField.Name("X-CSRF-Token").flatMap { call.request.headerFields[$0] } ?? ""
                guard ConstantTime.areEqual(proof, session.proof) else {
                    throw APIError(.forbidden, "the header X-CSRF-Token is missing or old: load the page again")
                }
            }
            return Caller(person: Operator(name: session.person, role: role), session: session)
        }
        guard !isSetUp else { throw AccessControl.unknown }
        // A page of another site whose name was made to point here must not look through the visitor's browser.
        guard isLocal(call.request.authority ?? "") else {
            throw APIError(.forbidden, "without a token or users the monitor answers to 127.0.0.1 and localhost only")
        }
        return Caller(person: .anonymous)
    }

    /// Logs somebody in: the reply carries the cookie.
    func logIn(_ call: HTTPCall) async throws -> HTTPReply {
        struct Credentials: Decodable {
            var name: String
            var password: String
        }
        guard call.body.count <= AccessControl.bodyBytesMax else {
            throw APIError(.contentTooLarge, #"send {"name":"…","password":"…"}"#)
        }
        guard isSameSite(call) else { throw APIError(.forbidden, "log in on the page of this address") }
        guard let sent = try? JSONDecoder().decode(Credentials.self, from: Data(call.body)), sent.name.count <= 64,
            sent.password.utf8.count <= 1024
        else { throw APIError(.badRequest, #"send {"name":"…","password":"…"}"#) }
        // One after the other: a thousand guesses at once are a thousand guesses.
        let verdict = try await turns.run { try await isRight(sent.name, sent.password, call.peer) }
        guard let verdict else { throw APIError(.serviceUnavailable, "too many people log in: try again in a moment") }
        let (now, address) = (time.now, call.peer.map { "from \($0)" } ?? "")
        guard verdict, let secret = secret(of: sent.name) else {
            // A name that nobody has may be a password in the wrong field.
            let name = role(of: sent.name) == nil ? "unknown name" : sent.name
            let entry = AuditEntry(
                at: now, kind: .signOn, actor: name, action: AccessControl.failure, subject: "monitor", detail: address)
            try await database.commit { try $0.audit(entry) }
            throw APIError(.unauthorized, "name or password is wrong")
        }
        let entry = AuditEntry(
            at: now, kind: .signOn, actor: sent.name, action: "log in", subject: "monitor", detail: address)
        // Whatever session the browser had, or was given, is over.
        let (cookie, session) = try await sessions.begin(
            sent.name, secret, instead: self.cookie(of: call), at: now, entry)
        let person = Operator(name: sent.name, role: role(of: sent.name) ?? .viewer)
        var reply = HTTPReply(.ok, encoding: SessionAnswer(Caller(person: person, session: session), isSetUp: true))
        let age = Int(settings.sessionMax.seconds)
        reply.response.headerFields[.setCookie] = cookieText(cookie, age: age, call)
        return reply
    }

    /// Ends the session of a request.
    func logOut(_ call: HTTPCall) async throws -> HTTPReply {
        let caller = try await caller(of: call)
        var reply = HTTPReply(.ok, encoding: SessionAnswer(nil, isSetUp: isSetUp))
        guard let cookie = cookie(of: call), caller.session != nil else { return reply }
        let entry = AuditEntry(
            at: time.now, kind: .signOn, actor: caller.person.name, action: "log out", subject: "monitor")
        try await sessions.end(cookie, entry)
        reply.response.headerFields[.setCookie] = cookieText("", age: 0, call)
        return reply
    }

    /// Says who asks, also when that is nobody.
    func whoAmI(_ call: HTTPCall) async throws -> HTTPReply {
        do {
            return HTTPReply(.ok, encoding: SessionAnswer(try await caller(of: call), isSetUp: isSetUp))
        } catch let error as APIError where error.status == .unauthorized {
            return HTTPReply(.ok, encoding: SessionAnswer(nil, isSetUp: isSetUp))
        }
    }

    // MARK: Details

    static let failure = "fail to log in"

    private static let unknown = APIError(
        .unauthorized, "log in on the page, or send the header Authorization: Bearer <token>")

    /// The role of somebody who may log in; nil for somebody who may not (any more).
    private func role(of name: String) -> Role? {
        if name == AccessControl.tokenName { return token.value.isEmpty ? nil : .administrator }
        return users.user(name)?.role
    }

    /// Whether the password is the person's; counted against name and address when it is not.
    ///
    /// - Throws: `APIError` with status 429 when there were too many.
    private func isRight(_ name: String, _ password: String, _ peer: String?) async throws -> Bool {
        let keys = ["name \(name)", "address \(LoginThrottle.address(peer))"]
        if let pause = throttle.pause(keys, at: time.now) {
            throw APIError(.tooManyRequests, "too many failures: try again in \(Int(pause.seconds.rounded(.up))) s")
        }
        let isRight = await isRight(name, password)
        if isRight { throttle.succeeded(keys[0]) } else { throttle.failed(keys, at: time.now) }
        return isRight
    }

    /// What somebody logs in by: with it a session ends, so that a new password ends them all.
    private func secret(of name: String) -> String? {
        if name == AccessControl.tokenName { return token.value.isEmpty ? nil : token.value }
        return users.user(name)?.password.text
    }

    /// A wrong token is told of in the audit log, at most once a minute for each address.
    private func noteWrongToken(_ address: String) async {
        let now = time.now
        guard throttle.isNews("token from \(address)", at: now) else { return }
        let entry = AuditEntry(
            at: now, kind: .signOn, actor: "unknown", action: AccessControl.failure, subject: "monitor",
            detail: "by a token, from \(address)")
        // The store may not be open yet, and who has no token learns nothing of that.
        try? await database.commit { try $0.audit(entry) }
    }

    private func isRight(_ name: String, _ password: String) async -> Bool {
        if name == AccessControl.tokenName {
            return !token.value.isEmpty && ConstantTime.areEqual(password, token.value)
        }
        let user = users.user(name)
        let hash = AccessControl.checked(user)
        // In a task of its own: it computes for a while, and the connection's thread serves others.
        let matches = await Task { hash?.matches(password) ?? false }.value
        return matches && user != nil
    }

    /// What a password is compared with: also for a name that nobody has.
    static func checked(_ user: MonitorUsers.User?) -> PasswordHash? { user?.password ?? nobody }

    private func cookie(of call: HTTPCall) -> String? {
        // Browsers may send several header fields; each holds pairs apart by semicolons.
        let pairs = call.request.headerFields[values: .cookie].flatMap { $0.split(separator: ";") }
        let prefix = cookieName(call) + "="
        let value = pairs.map { $0.trimmingCharacters(in: .whitespaces) }.first { $0.hasPrefix(prefix) }
        return value.map { String($0.dropFirst(prefix.count)) }
    }

    private func cookieText(_ value: String, age: Int, _ call: HTTPCall) -> String {
        "\(cookieName(call))=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
            + (isSecure(call) ? "; Secure" : "")
    }

    private func isSecure(_ call: HTTPCall) -> Bool { settings.secureCookie || call.request.scheme == "https" }

    /// With the prefix a browser takes the cookie from this very host only, not from one beside it.
    private func cookieName(_ call: HTTPCall) -> String {
        isSecure(call) ? "__Host-\(AccessControl.cookieName)" : AccessControl.cookieName
    }

    /// Whether a browser sends the request from a page of this very address; programs name no origin.
    private func isSameSite(_ call: HTTPCall) -> Bool {
        guard let origin = HTTPField.Name("Origin").flatMap({ call.request.headerFields[$0] }) else { return true }
        return origin.split(separator: "//", maxSplits: 1).last.map(String.init) == call.request.authority
    }

    private func isLocal(_ authority: String) -> Bool {
        guard let match = authority.wholeMatch(of: /(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/) else { return false }
        return !match.output.1.isEmpty
    }
}

/// The answer of `/api/session`.
struct SessionAnswer: Encodable {
    var name: String?
    var role: String?
    var permissions: [String]
    /// For the header `X-CSRF-Token` of requests that change something.
    var proof: String?
    /// Whether one is logged in by a session, and can log out.
    var hasSession: Bool
    /// Whether there is a token or a users file to log in with.
    var canLogIn: Bool

    init(_ caller: AccessControl.Caller?, isSetUp: Bool) {
        name = caller?.person.name
        role = caller?.person.role.rawValue
        permissions = Permission.allCases.filter { caller?.person.role.allows($0) ?? false }.map(\.rawValue)
        proof = caller?.session?.proof
        hasSession = caller?.session != nil
        canLogIn = isSetUp
    }
}
