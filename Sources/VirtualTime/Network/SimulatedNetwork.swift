import HTTPTypes
package import Seams

/// The network of the virtual world: exchanges and web sockets between nodes, with delays from the seed, links that can
/// be cut, and connections that break when a process dies.
///
/// No bytes are framed: a request is carried whole. What a client can see of a real network, it sees here: refused
/// connections and handshakes that get no answer (*not sent*), replies that never come and connections that are reset
/// in the middle (*outcome unknown*), requests that arrive after their sender gave up, and replies in any order.
/// Confined to the simulation's thread; hence unchecked.
package final class SimulatedNetwork: @unchecked Sendable {
    /// How long a client waits for a connection, as `SystemNetwork` does.
    static let connectTimeout = Duration.seconds(2)

    let simulation: Simulation
    private let profile: NetworkProfile
    private var delays: SeededGenerator
    private var listeners: [Int: SimulatedListener] = [:]
    private(set) var links: [Int: SimulatedLink] = [:]
    private var exchanges: [Int: SimulatedExchange] = [:]
    private var sockets: [Int: SimulatedSocket] = [:]
    private var made = 0
    private var nextPort = 40_000
    /// Sees each message once its fate is known.
    package var onMessage: ((SimulatedMessage) -> Void)?

    /// A network without listeners.
    package init(_ simulation: Simulation, profile: NetworkProfile) {
        self.simulation = simulation
        self.profile = profile
        delays = simulation.seed.stream("network")
    }

    /// The network as `node` sees it. With `ignoringLinks` no condition of a link reaches it: an operator's network is
    /// not under test.
    package func network(of node: SimulatedNode, ignoringLinks: Bool = false) -> any Network {
        NodeNetwork(network: self, node: node, ignoresLinks: ignoringLinks)
    }

    /// Names the way to a port.
    package func setLink(toPort port: Int, _ link: SimulatedLink) {
        links[port] = link
    }

    /// Changes the condition of the way to a port: open connections break at once where that is what it means.
    package func setCondition(_ condition: LinkCondition, ofPort port: Int) {
        links[port]?.condition = condition
        guard condition == .reset || condition == .refuse else { return }
        for exchange in sorted(exchanges) where exchange.port == port { exchange.connectionBroke("connection reset") }
        for socket in sorted(sockets) where socket.port == port { socket.broke() }
    }

    /// A process ended. With `silently` (a power cut) nobody tells its peers.
    package func nodeEnded(_ node: SimulatedNode, silently: Bool) {
        listeners = listeners.filter { $0.value.node !== node }
        for exchange in sorted(exchanges) { exchange.nodeEnded(node, silently: silently) }
        for socket in sorted(sockets) { socket.nodeEnded(node, silently: silently) }
    }

    // MARK: For exchanges and sockets

    func link(_ port: Int) -> SimulatedLink {
        links[port] ?? SimulatedLink(client: "?", server: "port \(port)")
    }

    func listener(_ port: Int) -> SimulatedListener? { listeners[port] }

    /// How long a message to or from `port` takes now.
    func delay(_ port: Int) -> Duration {
        var delay = profile.delay(&delays)
        if case .slow(let latency, let jitter) = link(port).condition {
            delay += latency + jitter * draw()
        }
        return delay
    }

    /// A number in 0 ..< 1.
    func draw() -> Double { Double(delays.next() >> 11) * 0x1p-53 }

    func makeNumber() -> Int {
        made += 1
        return made
    }

    func began(_ exchange: SimulatedExchange) { exchanges[exchange.number] = exchange }
    func ended(_ exchange: SimulatedExchange) { exchanges[exchange.number] = nil }
    func began(_ socket: SimulatedSocket) { sockets[socket.number] = socket }
    func ended(_ socket: SimulatedSocket) { sockets[socket.number] = nil }

    func listen(_ endpoint: ListenEndpoint, as node: SimulatedNode, _ handler: any HTTPHandler) throws(ListenError)
        -> SimulatedListener
    {
        var port = endpoint.port
        if port == 0 {
            nextPort += 1
            port = nextPort
        }
        guard listeners[port] == nil else {
            throw ListenError(address: "\(endpoint.host):\(port)", reason: "Address already in use")
        }
        let listener = SimulatedListener(port: port, node: node, handler: handler, network: self)
        listeners[port] = listener
        return listener
    }

    func stopListening(_ listener: SimulatedListener) {
        guard listeners[listener.port] === listener else { return }
        listeners[listener.port] = nil
        for exchange in sorted(exchanges) where exchange.port == listener.port {
            exchange.connectionBroke("the server closed the connection")
        }
        for socket in sorted(sockets) where socket.port == listener.port { socket.broke() }
    }

    private func sorted<Value>(_ values: [Int: Value]) -> [Value] {
        values.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// A node's half of the network seam.
private struct NodeNetwork: Network {
    let network: SimulatedNetwork
    let node: SimulatedNode
    let ignoresLinks: Bool

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        switch try await send(call, timeout) {
        case .reply(let reply): return reply
        case .socket: throw .outcomeUnknown("the server wants a web socket")
        }
    }

    func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        guard let call = SimulatedAddress.upgrade(url) else { throw .notSent("'\(url)' is no ws or wss URL") }
        switch try await send(call, timeout) {
        case .socket(let socket): return socket
        case .reply(let reply):
            throw .outcomeUnknown("the upgrade was answered \(reply.response.status.code)")
        }
    }

    private func send(
        _ call: HTTPCall, _ timeout: Duration
    ) async throws(NetworkError) -> SimulatedExchange.Success {
        guard network.simulation.step(node) else {
            await network.simulation.never()
            throw .notSent("the process is gone")
        }
        guard let port = SimulatedAddress.port(of: call) else { throw .notSent("no host in the request") }
        let exchange = SimulatedExchange(call, from: node, toPort: port, over: network, ignoringLinks: ignoresLinks)
        return try await withTaskCancellationHandler {
            await withUnsafeContinuation { exchange.begin($0, timeout: timeout) }
        } onCancel: {
            exchange.cancelled()
        }.get()
    }

    func listen(_ endpoint: ListenEndpoint, handler: any HTTPHandler) async throws(ListenError) -> any ListeningServer {
        network.simulation.isRunning(as: node)
        return try network.listen(endpoint, as: node, handler)
    }
}
