import HTTPTypes
package import Seams

extension DingTalkSimulator {
    package func read(_ call: HTTPCall) -> (facts: CallFacts, request: DingTalkRequest) {
        let request = DingTalkRequest(call)
        return (
            CallFacts(
                platform: .dingTalk, operation: request.operation, key: request.endpoint?.key(of: request),
                account: account(of: request)),
            request
        )
    }

    package func perform(_ request: DingTalkRequest, call: Int) async -> PlatformAnswer {
        let isRefined = request.endpoint?.isRefined ?? false
        if isRefined, let page = request.endpoint as? any PageEndpoint.Type { return show(page, request) }
        let reply = DingTalkReply(family: request.family, randomness: randomness)
        do throws(DingTalkRefusal) {
            guard let endpoint = request.endpoint else {
                try step { (state, step) throws(DingTalkRefusal) in try state.passFirewall(request, at: step.now) }
                throw DingTalkSimulator.unknown(request)
            }
            let probing = isRefined ? endpoint as? any ProbingEndpoint.Type : nil
            if let probing { try await probe(probing, request) }
            let answer = try step { (state, step) throws(DingTalkRefusal) in
                try DingTalkSimulator.check(request, endpoint, &state, step.now, counts: probing == nil)
                return try endpoint.perform(request, &state, step)
            }
            guard endpoint == StreamConnect.self else { return reply.success(answer) }
            return PlatformAnswer(.webSocket { socket in await self.serve(socket, as: answer) })
        } catch {
            return reply.refusal(error)
        }
    }

    package func refusal(_ reason: String, of request: DingTalkRequest) -> PlatformAnswer {
        let context = step { state, step in
            RefusalReason.Context(operation: request.operation, appKey: state.world.appKey, now: step.now)
        }
        let refusal = RefusalReason.named(reason).refusal(in: request.family, context)
        return DingTalkReply(family: request.family, randomness: randomness).refusal(refusal)
    }

    package func expireSession(of request: DingTalkRequest) {
        guard let token = request.token else { return }
        step { state, step in
            state.tokens.invalidate(token)
            state.userTokens.expire(token, at: step.now)
        }
    }

    package static var refusalReasons: [String] { RefusalReason.all.flatMap(\.names) }

    package static var operations: [String] { DingTalkCatalog.all.map { $0.operation } }

    package static var catalog: [CatalogEntry] {
        DingTalkCatalog.all.map { CatalogEntry(name: $0.operation, method: $0.method, path: $0.path) }
    }

    package static func credentials(of call: HTTPCall) -> [String] {
        if let token = call.request.headerFields[.dingTalkToken] { return [token] }
        let query = URLEncodedText.members(call.query)
        return ["access_token", "session", "ticket", "code"].compactMap { query[$0] }
    }

    package static var identityPrefixes: [String] { [WorldIdentity.appPrefix, WorldIdentity.corpPrefix] }

    package var secrets: [String] { step { state, _ in state.world.secrets } }

    /// The app key that the request shows or stands for: a token belongs to the one application of the world.
    private func account(of request: DingTalkRequest) -> String? {
        let shown = request.text("appkey") ?? request.text("appKey") ?? request.text("clientId")
        return shown ?? request.token.map { _ in step { state, _ in state.world.appKey } }
    }

    /// What is looked at before the operation itself, in this order: firewall, method, token, limits, permission, body,
    /// the month's calls. Only with `counts` does the request count against limits.
    private static func check(
        _ request: DingTalkRequest, _ endpoint: any DingTalkEndpoint.Type, _ state: inout DingTalkState,
        _ now: Timestamp, counts: Bool
    ) throws(DingTalkRefusal) {
        if counts { try state.passFirewall(request, at: now) }
        guard endpoint.method == request.method else { throw endpoint.method == "GET" ? .needsGet : .needsPost }
        if endpoint.needsToken { try state.authorize(request, at: now) }
        // A method of the router counts as what it stands for.
        let endpoint = endpoint == RouterRest.self ? routed(request) : endpoint
        if counts { try state.admit(request, endpoint, at: now) }
        if let scope = endpoint.scope, state.world.missingScopes.contains(scope) {
            throw .scopeMissing(scope, appKey: state.world.appKey, family: request.family)
        }
        guard !request.isBodyBroken else { throw request.family == .modern ? .modernNeedsJSON : .needsJSON }
        if counts { try state.spendCall(request, endpoint, at: now) }
    }

    private static func routed(_ request: DingTalkRequest) -> any DingTalkEndpoint.Type {
        RouterMethod(request.text("method") ?? "")?.endpoint ?? RouterRest.self
    }

    private static func unknown(_ request: DingTalkRequest) -> DingTalkRefusal {
        guard request.family == .topapi else { return .unknownPath }
        // ApiName: without `/topapi/`, with dots, prefixed; as seen in an observed reply.
        let name = request.path.dropFirst("/topapi/".count).replacing("/", with: ".")
        return .unknownName("dingtalk.oapi.\(name)")
    }

    /// Asks the callback URL before the endpoint takes effect.
    private func probe(
        _ endpoint: any ProbingEndpoint.Type, _ request: DingTalkRequest
    ) async throws(DingTalkRefusal) {
        let configuration = try step { (state, step) throws(DingTalkRefusal) in
            try DingTalkSimulator.check(request, endpoint, &state, step.now, counts: true)
            return try endpoint.configuration(of: request, state)
        }
        switch await probe(configuration) {
        case .accepted: return
        case .unreachable(let reason): throw .callbackUnreachable(reason)
        // Also a redirect: the platform does not follow it.
        case .wrongStatus(let status): throw .callbackUnreachable("HTTP \(status)")
        case .wrongReply: throw .callbackReplyWrong
        }
    }

    /// Posts `check_url` (「测试回调URL事件」).
    func probe(_ configuration: CallbackConfiguration) async -> CallbackPush.Outcome {
        let message: JSON = ["EventType": "check_url"]
        return await CallbackPush(message.text, to: configuration, at: time.now, randomness)
            .send(over: network, timeout: settings.callbackTimeout)
    }

    /// Runs a stream connection from its upgrade to its end.
    private func serve(_ socket: WebSocket, as answer: JSON) async {
        let connection = StreamConnection(
            id: answer["ticket"]?.string ?? "", topics: (answer["topics"]?.array ?? []).compactMap(\.string),
            socket: socket, time: time,
            randomness: randomness, pingInterval: settings.pingInterval)
        step { state, _ in state.connections.append(connection) }
        await connection.run()
        step { state, _ in state.connections.removeAll { $0.id == connection.id } }
    }
}
