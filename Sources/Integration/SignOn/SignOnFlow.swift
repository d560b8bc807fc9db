import HTTPTypes
import Logging
import Seams

/// Signing on: from DingTalk's workbench, or from a browser by DingTalk's login page, to Kingdee's home page, without a
/// password.
///
/// Every request is answered from what it carries: a state that we signed, bound to the browser by a cookie, good for
/// minutes and for one use. Nobody is sent on before that use and its line in the audit log are on the disk.
struct SignOnFlow: Flow {
    let parts: FlowParts
    let settings: SignOnSettings
    let seal: SignOnSeal
    let store: SignOnStore
    let directory: PersonDirectory
    let calls: SignOnCalls
    let entry: KingdeeEntry
    private let signal = WakeSignal()
    private let guards = SignOnGuard()

    /// Nil when the configuration names no `signOn.publicURL`.
    init?(_ parts: FlowParts) {
        let configuration = parts.configuration
        guard configuration.signOn.isOn else { return nil }
        self.parts = parts
        settings = configuration.signOn
        seal = SignOnSeal(secret: configuration.dingTalk.appSecret)
        store = SignOnStore(database: parts.database)
        calls = SignOnCalls(gate: parts.gate, time: parts.time, limit: configuration.dingTalk.callTimeout)
        directory = PersonDirectory(parts, calls)
        let kingdee = configuration.kingdee
        entry = KingdeeEntry(
            siteURL: settings.kingdeeURL.isEmpty ? kingdee.url : settings.kingdeeURL, acctID: kingdee.acctID,
            appID: kingdee.appID, appSecret: kingdee.appSecret, lcid: kingdee.lcid, version: settings.version,
            isOnce: settings.entersOnce)
    }

    var resources: [any APIResource] { [SignOnResource(store: store)] }

    let routes = [
        ServedRoute(.get, "/sign-on", .everybody), ServedRoute(.get, "/sign-on/in-app", .everybody),
        ServedRoute(.get, "/sign-on/browser", .everybody), ServedRoute(.post, "/sign-on/in-app", .proof),
        ServedRoute(.get, "/sign-on/callback", .proof),
    ]

    func respond(to call: HTTPCall) async -> HTTPOutcome? {
        guard call.path == "/sign-on" || call.path.hasPrefix("/sign-on/") else { return nil }
        let path = call.path.split(separator: "/").map(String.init)
        guard routes.contains(where: { $0.matches(call.request.method, path) }) else {
            return .reply(page(SignOnPage.notFound, .notFound))
        }
        let request = SignOnRequest(call)
        switch (call.request.method, call.path) {
        case (.get, "/sign-on"): return await start(request.isInsideDingTalk ? .inApp : .browser, request)
        case (.get, "/sign-on/in-app"): return await start(.inApp, request)
        case (.get, "/sign-on/browser"): return await start(.browser, request)
        case (.post, "/sign-on/in-app"): return await finish(.inApp, request)
        case (.get, "/sign-on/callback"): return await finish(.browser, request)
        default: return .reply(page(SignOnPage.notFound, .notFound))
        }
    }

    /// Forgets what is over, and sums up what was turned away, now and every ten minutes.
    func run() async {
        let alarm = Alarm(time: parts.time, signal: signal)
        for await _ in signal.signals {
            do {
                try await store.forget(at: parts.time.now)
            } catch {
                parts.logger.error("used sign-ons were not forgotten", metadata: ["error": "\(error)"])
            }
            await sumUp()
            alarm.set(parts.time.now + .seconds(600))
        }
        alarm.set(nil)
        await sumUp()
    }

    /// Writes one line to the audit log for all that was turned away since the last one.
    func sumUp() async {
        guard let unlisted = guards.takeUnlisted() else { return }
        let text = "\(unlisted.count) more since \(unlisted.since.isoText) from \(unlisted.addresses.count) addresses"
        do {
            try await store.refuse(
                nil,
                AuditEntry(
                    at: parts.time.now, kind: .signOn, actor: "unknown", action: "sign-on", subject: "-",
                    detail: "refused: \(SignOnRefusal.tooMany.rawValue), \(text)"))
            parts.logger.warning("sign-ons were turned away", metadata: ["count": "\(unlisted.count)"])
        } catch {
            parts.logger.error("refused sign-ons are not in the audit log yet", metadata: ["error": "\(error)"])
            guards.putBack(unlisted)
        }
    }

    func stop() {
        signal.stop()
    }

    // MARK: The first page

    private func start(_ channel: SignOnChannel, _ request: SignOnRequest) async -> HTTPOutcome {
        let target = request.field("to") ?? ""
        guard target.isEmpty || settings.targets[target] != nil else {
            return await refuse(SignOnRefused(.targetRefused), Attempt(channel, request, parts))
        }
        let cookie =
            request.browser(cookieName) ?? SignOnSeal.text(parts.randomness.bytes(32, "sign-on-browser"))
        let state = seal.text(
            of: SignOnState(
                channel: channel, target: target, issued: parts.time.now,
                nonce: SignOnSeal.text(parts.randomness.bytes(16, "sign-on-nonce")),
                browser: SignOnSeal.hash(browser: cookie)))
        var reply =
            switch channel {
            case .inApp: inAppPage(state, target)
            case .browser: redirect(to: loginURL(state), .found)
            }
        reply.response.headerFields.append(HTTPField(name: .setCookie, value: cookieText(cookie)))
        return .reply(reply)
    }

    private func inAppPage(_ state: String, _ target: String) -> HTTPReply {
        let nonce = SignOnSeal.text(parts.randomness.bytes(16, "sign-on-page"))
        let html = SignOnPage.inApp(
            state: state, corpID: settings.corpID, clientID: parts.configuration.dingTalk.appKey,
            scriptURL: settings.scriptURL, browserPath: "/sign-on/browser" + query(target), nonce: nonce)
        return page(html, .ok, nonce: nonce)
    }

    private func query(_ target: String) -> String {
        target.isEmpty ? "" : "?to=\(PercentEncoding.encode(target))"
    }

    private func loginURL(_ state: String) -> String {
        let members = [
            ("redirect_uri", settings.origin + "/sign-on/callback"), ("response_type", "code"),
            ("client_id", parts.configuration.dingTalk.appKey), ("scope", "openid"), ("prompt", "consent"),
            ("state", state),
        ]
        let query = members.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let host = settings.loginURL.hasSuffix("/") ? String(settings.loginURL.dropLast()) : settings.loginURL
        return "\(host)/oauth2/auth?\(query)"
    }

    // MARK: The last request

    private func finish(_ channel: SignOnChannel, _ request: SignOnRequest) async -> HTTPOutcome {
        var attempt = Attempt(channel, request, parts)
        guard !guards.isBlocked(attempt.address, at: attempt.began) else { return turnAway(attempt) }
        do throws(SignOnRefused) {
            let state = try check(channel, request, &attempt)
            let code = try await code(channel, request, &attempt)
            let userID = try await person(channel, code)
            attempt.userID = userID
            let account = try await directory.account(of: userID)
            return .reply(try await enter(account, state, attempt))
        } catch {
            return await refuse(error, attempt)
        }
    }

    /// The state of the request, when it is ours, of this browser, and still good; it counts as used from here on.
    private func check(
        _ channel: SignOnChannel, _ request: SignOnRequest, _ attempt: inout Attempt
    ) throws(SignOnRefused) -> SignOnState {
        if channel == .inApp, request.isCrossSite(settings.origin) { throw SignOnRefused(.crossSite) }
        guard let text = request.field("state") else { throw SignOnRefused(.stateMissing) }
        guard let state = seal.state(text), state.channel == channel else { throw SignOnRefused(.stateForged) }
        let age = parts.time.now - state.issued
        // Another worker's clock may be a little ahead of ours.
        guard (.seconds(-30)..<settings.stateLife).contains(age) else { throw SignOnRefused(.stateExpired) }
        guard let cookie = request.browser(cookieName),
            SignOnFlow.isSame(SignOnSeal.hash(browser: cookie), state.browser)
        else { throw SignOnRefused(.otherBrowser) }
        attempt.uses.append(SignOnSeal.hash(used: text, "state"))
        return state
    }

    /// The one-time code of the request; neither it nor the state was used before, as far as can be seen yet.
    private func code(
        _ channel: SignOnChannel, _ request: SignOnRequest, _ attempt: inout Attempt
    ) async throws(SignOnRefused) -> String {
        let code = request.field("code") ?? request.field("authCode")
        let codeHash = code.map { SignOnSeal.hash(used: $0, "code") }
        if let codeHash { attempt.uses.append(codeHash) }
        do {
            if let used = try await store.used(attempt.uses) {
                throw SignOnRefused(used == codeHash ? .codeUsed : .stateUsed)
            }
        } catch let refused as SignOnRefused {
            throw refused
        } catch {
            throw SignOnRefused(.storeUnavailable, note: "\(error)")
        }
        if channel == .browser, request.field("error") != nil { throw SignOnRefused(.loginDenied) }
        guard let code, code.utf8.count <= 512 else { throw SignOnRefused(.codeMissing) }
        return code
    }

    /// Whom DingTalk knows behind a code. The code is used up at DingTalk.
    private func person(_ channel: SignOnChannel, _ code: String) async throws(SignOnRefused) -> String {
        let dingTalk = parts.dingTalk
        let unionID: String
        do throws(PlatformFailure) {
            guard channel == .browser else {
                return try await calls.make(.exchangeCode) { try await dingTalk.userID(inAppCode: code) }
            }
            let token = try await calls.make(.exchangeCode) { try await dingTalk.userToken(browserCode: code) }
            unionID = try await calls.make(.readPerson) { try await dingTalk.unionID(of: token) }
        } catch {
            throw SignOnRefused(code: error)
        }
        let userID: String?
        do throws(PlatformFailure) {
            userID = try await calls.make(.readPerson) { try await dingTalk.userID(unionID: unionID) }
        } catch {
            throw SignOnRefused(person: error)
        }
        guard let userID else { throw SignOnRefused(.externalPerson) }
        return userID
    }

    /// Uses the state up, writes the audit log, and only then lets the browser in.
    private func enter(
        _ account: String, _ state: SignOnState, _ attempt: Attempt
    ) async throws(SignOnRefused) -> HTTPReply {
        let now = parts.time.now
        let audit = attempt.audit(at: now, subject: account, "signed on")
        let second: Int64?
        do {
            second = try await store.complete(
                SignOnStore.Uses(hashes: attempt.uses, expires: now + settings.keepUsed),
                SignOnStore.Entry(account: account, second: now.seconds), audit)
        } catch {
            throw SignOnRefused(.storeUnavailable, userID: attempt.userID, note: "\(error)")
        }
        // Another request with the same state was faster: it has the entry.
        guard let second else { throw SignOnRefused(.stateUsed, userID: attempt.userID) }
        parts.metrics.signedOn(attempt.channel.rawValue, outcome: "ok", took: now - attempt.began)
        parts.logger.info(
            "signed on",
            metadata: [
                "channel": "\(attempt.channel.rawValue)", "userid": "\(attempt.userID ?? "")",
                "reference": "\(attempt.reference)",
            ])
        let target = settings.targets[state.target] ?? .home
        return redirect(to: entry.url(account: account, second: second, target: target), .seeOther)
    }

    // MARK: Refusing

    private func refuse(_ refused: SignOnRefused, _ attempt: Attempt) async -> HTTPOutcome {
        var reason = refused.reason
        var attempt = attempt
        attempt.userID = refused.userID ?? attempt.userID
        let now = parts.time.now
        let isListed = guards.refused(attempt.address, isGuess: reason.status == .badRequest, at: now)
        do {
            let uses = SignOnStore.Uses(hashes: attempt.uses, expires: now + settings.keepUsed)
            let audit = attempt.audit(at: now, subject: attempt.userID ?? "-", "refused: \(reason.rawValue)")
            if isListed || !attempt.uses.isEmpty { try await store.refuse(uses, isListed ? audit : nil) }
            // In a flood nobody learns more than that.
            if !isListed { reason = .tooMany }
        } catch {
            parts.logger.error("a refused sign-on is not in the audit log", metadata: ["error": "\(error)"])
            reason = .storeUnavailable
        }
        parts.metrics.signedOn(attempt.channel.rawValue, outcome: reason.rawValue, took: now - attempt.began)
        if isListed {
            parts.logger.warning(
                "a sign-on was refused",
                metadata: [
                    "channel": "\(attempt.channel.rawValue)", "reason": "\(reason.rawValue)",
                    "note": "\(refused.note ?? "")", "reference": "\(attempt.reference)",
                ])
        }
        return .reply(page(SignOnPage.refusal(reason, reference: attempt.reference), reason.status))
    }

    /// Answers an attempt that is not looked at: nothing is read, asked or stored for it.
    private func turnAway(_ attempt: Attempt) -> HTTPOutcome {
        let reason = SignOnRefusal.tooMany
        if guards.turnedAway(attempt.address, at: attempt.began) {
            parts.logger.warning("sign-ons are turned away", metadata: ["address": "\(attempt.address)"])
        }
        parts.metrics.signedOn(attempt.channel.rawValue, outcome: reason.rawValue, took: .zero)
        return .reply(page(SignOnPage.refusal(reason, reference: attempt.reference), reason.status))
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension SignOnFlow {
    /// One attempt, for the audit log.
    struct Attempt: Sendable {
        let channel: SignOnChannel
        let began: Timestamp
        /// What the person reads to the administrator, who finds it in the log.
        let reference: String
        /// Where it comes from; empty where nobody knows.
        let address: String
        var userID: String?
        /// The hashes of what it uses up.
        var uses: [String] = []

        init(_ channel: SignOnChannel, _ request: SignOnRequest, _ parts: FlowParts) {
            self.channel = channel
            address = LoginThrottle.address(request.call.peer)
            began = parts.time.now
            reference = parts.randomness.text(10, from: "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", "sign-on-reference")
        }

        func audit(at now: Timestamp, subject: String, _ outcome: String) -> AuditEntry {
            AuditEntry(
                at: now, kind: .signOn, actor: userID ?? "unknown", action: "sign-on \(channel.rawValue)",
                subject: subject, detail: "\(outcome), reference \(reference)")
        }
    }
}
