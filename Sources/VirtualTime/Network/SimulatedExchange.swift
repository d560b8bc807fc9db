import HTTPTypes
import Seams

/// One request and its reply on their way.
///
/// Whoever resumes a node's code does it as that node. The client's side ends once: by a reply, by its time-out, by its
/// cancellation, or because the connection broke. What happens at the server goes on regardless, since no server
/// notices at once that its client is gone.
final class SimulatedExchange: @unchecked Sendable {
    enum Success {
        case reply(HTTPReply)
        case socket(WebSocket)
    }
    typealias Outcome = Result<Success, NetworkError>

    let number: Int
    let port: Int
    private let call: HTTPCall
    private let client: SimulatedNode
    private let ignoresLinks: Bool
    private let network: SimulatedNetwork
    private var continuation: UnsafeContinuation<Outcome, Never>?
    private var early: Outcome?
    private var isSent = false
    private var server: SimulatedListener?
    private var isAnswered = false
    private var simulation: Simulation { network.simulation }
    private var link: SimulatedLink {
        ignoresLinks ? SimulatedLink(client: "harness", server: "port \(port)") : network.link(port)
    }

    init(
        _ call: HTTPCall, from client: SimulatedNode, toPort port: Int, over network: SimulatedNetwork,
        ignoringLinks: Bool
    ) {
        ignoresLinks = ignoringLinks
        number = network.makeNumber()
        self.call = call
        self.client = client
        self.port = port
        self.network = network
    }

    // MARK: The client's side

    func begin(_ continuation: UnsafeContinuation<Outcome, Never>, timeout: Duration) {
        if let early { return continuation.resume(returning: early) }
        self.continuation = continuation
        network.began(self)
        simulation.digest.add(call.request.path ?? "")
        simulation.digest.add(call.body)
        simulation.schedule(after: timeout, on: client) { [self] in
            end(.failure(isSent ? .outcomeUnknown("no reply within \(timeout.unitText)") : .notSent("not connected")))
        }
        connect()
    }

    /// The task that waits was cancelled, by its own node.
    func cancelled() {
        let outcome = Outcome.failure(isSent ? .outcomeUnknown("cancelled") : .notSent("cancelled"))
        guard continuation != nil else {
            early = early ?? outcome
            return
        }
        end(outcome)
    }

    /// The link was cut, or the server went away in good order.
    func connectionBroke(_ reason: String) {
        // Whoever is still connecting finds out by itself.
        guard continuation != nil, isSent, !ignoresLinks else { return }
        simulation.schedule(after: network.delay(port), on: client) { [self] in end(.failure(.outcomeUnknown(reason))) }
        abandonServer()
    }

    func nodeEnded(_ node: SimulatedNode, silently: Bool) {
        if node === client {
            network.ended(self)
            continuation = nil
            if !silently { abandonServer() }
        } else if node === server?.node {
            server = nil
            // The peer of a machine without power hears nothing.
            guard !silently, continuation != nil else { return }
            simulation.schedule(after: network.delay(port), on: client) { [self] in
                end(.failure(.outcomeUnknown("connection reset: the server ended")))
            }
        }
    }

    private func end(_ outcome: Outcome) {
        guard let continuation else { return }
        self.continuation = nil
        network.ended(self)
        if case .failure = outcome { abandonServer() }
        continuation.resume(returning: outcome)
    }

    // MARK: The way there

    /// An open connection is taken as often as a new one. The handshake of a new one proves that nothing was sent.
    private func connect() {
        let isNew = network.draw() < 0.5
        let delay = network.delay(port)
        if isNew {
            switch link.condition {
            case .blackHole, .oneWay:
                return endLater(SimulatedNetwork.connectTimeout, .notSent("the connection was not answered"))
            case .refuse: return endLater(delay, .notSent("connection refused"))
            case .whole, .slow, .reset: break
            }
        }
        guard network.listener(port) != nil, link.condition != .refuse else {
            return endLater(delay, .notSent("connection refused"))
        }
        isSent = true
        guard link.condition != .reset else { return endLater(delay, .outcomeUnknown("connection reset")) }
        let sent = simulation.now
        simulation.schedule(after: delay, on: simulation.world) { [self] in arrive(sent: sent) }
    }

    private func endLater(_ delay: Duration, _ error: NetworkError) {
        note(.request(call), sent: simulation.now, arrived: nil, towardsClient: false)
        simulation.schedule(after: delay, on: client) { [self] in end(.failure(error)) }
    }

    /// The request reaches the server's machine, unless the link is down: then, when it is up again, it either arrives
    /// late, as TCP sends again what was never acknowledged, or never.
    private func arrive(sent: Timestamp) {
        guard link.carries(towardsClient: false) else {
            let isOpen = link.condition == .blackHole || link.condition == .oneWay(towardsClient: true)
            guard isOpen, network.draw() < 0.5, simulation.now - sent < .seconds(60) else {
                return note(.request(call), sent: sent, arrived: nil, towardsClient: false)
            }
            return simulation.schedule(after: .milliseconds(500), on: simulation.world) { [self] in arrive(sent: sent) }
        }
        guard let server = network.listener(port), server.node.isAlive else {
            note(.request(call), sent: sent, arrived: nil, towardsClient: false)
            return connectionBroke("connection reset: nobody listens")
        }
        simulation.perform(as: server.node) {
            guard simulation.step(server.node) else { return }
            self.server = server
            note(.request(call), sent: sent, arrived: simulation.now, towardsClient: false)
            serve(server)
        }
    }

    private func serve(_ server: SimulatedListener) {
        server.serve(number) { [self] in
            let outcome = await server.handler.respond(to: call)
            if case .stream = outcome {} else { isAnswered = true }  // a streaming server is told of a client that left
            if case .webSocket(let body) = outcome { return await upgrade(server, body) }
            if case .stream(let response, let body) = outcome { return await stream(server, response, body) }
            guard simulation.step(server.node) else { return await simulation.never() }
            answer(outcome)
        }
    }

    private func abandonServer() {
        guard let server, !isAnswered else { return }
        simulation.schedule(after: network.delay(port), on: server.node) { [number] in server.cancel(number) }
    }

    // MARK: The way back

    private func answer(_ outcome: HTTPOutcome) {
        switch outcome {
        case .reply(let reply): reach(reply, after: .zero)
        case .drip(let reply, let bytes, let interval):
            reach(reply, after: interval * max(0, (reply.body.count - 1) / max(1, bytes)))
        case .truncate: breakOff("the reply broke off")
        case .cut(let reset): breakOff(reset ? "connection reset" : "the server closed the connection")
        case .webSocket, .stream: break
        }
    }

    private func reach(_ reply: HTTPReply, after pause: Duration) {
        simulation.digest.add(reply.body)
        deliver(.reply(status: reply.response.status.code, body: reply.body), after: pause, .success(.reply(reply)))
    }

    private func breakOff(_ reason: String) {
        deliver(.end(reason), after: .zero, .failure(.outcomeUnknown(reason)))
    }

    private func deliver(_ content: SimulatedMessage.Content, after pause: Duration, _ outcome: Outcome) {
        let sent = simulation.now
        simulation.schedule(after: pause + network.delay(port), on: simulation.world) { [self] in
            arriveBack(content, sent: sent, outcome)
        }
    }

    private func arriveBack(_ content: SimulatedMessage.Content, sent: Timestamp, _ outcome: Outcome) {
        guard client.isAlive, continuation != nil, link.carries(towardsClient: true) else {
            guard continuation != nil, client.isAlive, link.condition == .blackHole else {
                return note(content, sent: sent, arrived: nil, towardsClient: true)
            }
            return simulation.schedule(after: .milliseconds(500), on: simulation.world) { [self] in
                arriveBack(content, sent: sent, outcome)
            }
        }
        note(content, sent: sent, arrived: simulation.now, towardsClient: true)
        simulation.schedule(after: .zero, on: client) { [self] in
            guard continuation != nil, simulation.step(client) else { return }
            end(outcome)
        }
    }

    private func upgrade(_ server: SimulatedListener, _ body: @Sendable (WebSocket) async -> Void) async {
        let socket = SimulatedSocket(number: number, port: port, client: client, server: server.node, network: network)
        network.began(socket)
        let reply = Outcome.success(.socket(socket.clientEnd))
        deliver(.reply(status: 101, body: []), after: .zero, reply)
        await body(socket.serverEnd)
        await socket.serverEnd.close()
    }

    /// An exchange has a whole reply: the parts are collected, and travel when the body has ended. Until then a client
    /// that gives up ends it, as on a real network.
    private func stream(
        _ server: SimulatedListener, _ response: HTTPResponse, _ body: @Sendable (HTTPBodyWriter) async -> Void
    ) async {
        let collected = CollectedBody(bytesMax: 64 << 20)
        await body(HTTPBodyWriter { collected.append($0) })
        isAnswered = true
        guard simulation.step(server.node) else { return await simulation.never() }
        guard !Task.isCancelled else { return }
        answer(.reply(HTTPReply(response: response, body: collected.bytes)))
    }

    private func note(
        _ content: SimulatedMessage.Content, sent: Timestamp, arrived: Timestamp?, towardsClient: Bool
    ) {
        guard !ignoresLinks, let onMessage = network.onMessage else { return }
        onMessage(
            SimulatedMessage(
                exchange: number, sent: sent, arrived: arrived, from: towardsClient ? link.server : link.client,
                to: towardsClient ? link.client : link.server, content: content))
    }
}
