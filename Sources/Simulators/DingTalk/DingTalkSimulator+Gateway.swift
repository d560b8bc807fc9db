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
        let reply = DingTalkReply(family: request.family, randomness: randomness)
        do throws(DingTalkRefusal) {
            guard let endpoint = request.endpoint else { throw DingTalkSimulator.unknown(request) }
            if let probing = endpoint as? any ProbingEndpoint.Type { try await probe(probing, request) }
            if let raw = endpoint as? any RawEndpoint.Type {
                return try step { (state, step) throws(DingTalkRefusal) in
                    try DingTalkSimulator.check(request, endpoint, state, step.now)
                    return PlatformAnswer(.reply(try raw.reply(request, &state, step)))
                }
            }
            let answer = try step { (state, step) throws(DingTalkRefusal) in
                try DingTalkSimulator.check(request, endpoint, state, step.now)
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
        let named = RefusalReason.named(reason)
        let refusal = request.family == .modern ? named.modern(context) : named.old(context)
        return DingTalkReply(family: request.family, randomness: randomness).refusal(refusal)
    }

    package func expireSession(of request: DingTalkRequest) {
        guard let token = request.token else { return }
        step { state, _ in state.tokens.invalidate(token) }
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

    /// What the gateway looks at before the operation itself, in its order: method, token, body.
    private static func check(
        _ request: DingTalkRequest, _ endpoint: any DingTalkEndpoint.Type, _ state: DingTalkState, _ now: Timestamp
    ) throws(DingTalkRefusal) {
        guard endpoint.method == request.method else { throw endpoint.method == "GET" ? .needsGet : .needsPost }
        if endpoint.needsToken { try state.authorize(request, at: now) }
        if let scope = endpoint.scope, state.world.missingScopes.contains(scope) {
            throw .scopeMissing(scope, appKey: state.world.appKey, family: request.family)
        }
        guard !request.isBodyBroken else { throw request.family == .modern ? .modernNeedsJSON : .needsJSON }
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
            try DingTalkSimulator.check(request, endpoint, state, step.now)
            return try endpoint.configuration(of: request, state)
        }
        switch await probe(configuration) {
        case .accepted: return
        case .unreachable(let reason): throw .callbackUnreachable(reason)
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
            id: answer["ticket"]?.string ?? "", wantsEvents: answer["wantsEvents"]?.boolean ?? false, socket: socket,
            time: time, randomness: randomness, pingInterval: settings.pingInterval)
        step { state, _ in state.connections.append(connection) }
        await connection.run()
        step { state, _ in state.connections.removeAll { $0.id == connection.id } }
    }
}
