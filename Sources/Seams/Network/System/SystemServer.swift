import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// A server on a real socket.
final class SystemServer: ListeningServer {
    let port: Int
    private let listener: any Channel
    private let connections: OpenChannels
    private let tls: ServedIdentity?
    private let handshakes: HandshakeTally

    private init(
        port: Int, listener: any Channel, connections: OpenChannels, tls: ServedIdentity?, handshakes: HandshakeTally
    ) {
        self.port = port
        self.listener = listener
        self.connections = connections
        self.tls = tls
        self.handshakes = handshakes
    }

    static func start(
        _ endpoint: ListenEndpoint, handler: any HTTPHandler, group: any EventLoopGroup
    ) async throws(ListenError) -> SystemServer {
        let address = "\(endpoint.host):\(endpoint.port)"
        do {
            let tls = try endpoint.tls.map { try ServedIdentity($0) }
            let connections = OpenChannels()
            let handshakes = HandshakeTally()
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1024)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    let isAdmitted = connections.insert(channel, endpoint.limits)
                    return channel.eventLoop.makeCompletedFuture {
                        guard isAdmitted else { throw TooManyConnections() }
                        if let tls {
                            try channel.pipeline.syncOperations.addHandlers(
                                [NIOSSLServerHandler(context: tls.context), HandshakeEnd(handshakes)])
                        }
                        try channel.addHTTPServer(endpoint, handler: handler)
                    }
                }
                .bind(host: endpoint.host, port: endpoint.port).get()
            return SystemServer(
                port: listener.localAddress?.port ?? 0, listener: listener, connections: connections, tls: tls,
                handshakes: handshakes)
        } catch {
            throw ListenError(address: address, reason: ListenError.reason(of: error))
        }
    }

    func renew(_ identity: TLSIdentity) throws {
        try tls?.change(to: identity)
    }

    var brokenHandshakes: Int { handshakes.broken }

    func cutConnections() async {
        await connections.closeAll()
    }

    func close() async {
        // Closing a listener that is closed already is the only failure, and harmless.
        try? await listener.close().get()
        await connections.closeAll()
    }
}

/// How many clients left before their handshake was done.
final class HandshakeTally: Sendable {
    private let count = Mutex(0)

    var broken: Int { count.withLock { $0 } }

    func add() {
        count.withLock { $0 += 1 }
    }
}

/// Sees how one connection's handshake ends.
private final class HandshakeEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let tally: HandshakeTally
    private var isDone = false

    init(_ tally: HandshakeTally) {
        self.tally = tally
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { isDone = true }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isDone { tally.add() }
        context.fireChannelInactive()
    }
}

/// The certificate that new connections are served with.
final class ServedIdentity: Sendable {
    private let current: Mutex<NIOSSLContext>

    init(_ identity: TLSIdentity) throws {
        current = Mutex(try NIOSSLContext(configuration: .server(identity)))
    }

    var context: NIOSSLContext { current.withLock { $0 } }

    func change(to identity: TLSIdentity) throws {
        let next = try NIOSSLContext(configuration: .server(identity))
        current.withLock { $0 = next }
    }
}

extension ListenError {
    static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case 98, 48: "the port is in use by another process; stop it or choose another port"
        case 13: "no permission to use this port; choose one above 1023"
        case 99, 49: "this machine has no such address"
        default: "\(error)"
        }
    }
}

/// A connection more than the server serves: it is closed.
private struct TooManyConnections: Error {}

/// The connections a server has open, so that closing it ends them.
final class OpenChannels: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// How many by address.
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Keeps a connection until it closes; false when there are too many already, and it is not kept.
    func insert(_ channel: any Channel, _ limits: ListenLimits? = nil) -> Bool {
        let key = ObjectIdentifier(channel)
        let address = channel.remoteAddress?.ipAddress ?? ""
        let isAdmitted = state.withLock { state in
            if let limits,
                state.channels.count >= limits.connectionsMax
                    || state.counts[address, default: 0] >= limits.connectionsOfOneMax
            {
                return false
            }
            state.channels[key] = channel
            state.counts[address, default: 0] += 1
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { state in
                state.channels[key] = nil
                let count = state.counts[address, default: 0]
                state.counts[address] = count > 1 ? count - 1 : nil
            }
        }
        return true
    }

    func closeAll() async {
        let closing = state.withLock { Array($0.channels.values) }.map { $0.close() }
        // A connection that closed meanwhile is what we want.
        for future in closing { try? await future.get() }
    }
}

extension Channel {
    fileprivate func addHTTPServer(_ endpoint: ListenEndpoint, handler: any HTTPHandler) throws {
        let encoder = HTTPResponseEncoder()
        var sizes = NIOHTTPDecoderLimitConfiguration()
        if let limits = endpoint.limits {
            (sizes.maxHeaderFieldSize, sizes.maxHeaderListSize) = (limits.headBytesMax, limits.headBytesMax)
        }
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: sizes))
        let connection = HTTPServerConnection(
            handler: handler, scheme: endpoint.tls == nil ? "http" : "https", bodyBytesMax: endpoint.bodyBytesMax,
            limits: endpoint.limits, codec: [encoder, decoder])
        try pipeline.syncOperations.addHandlers([encoder, decoder, connection])
    }
}

extension TLSConfiguration {
    fileprivate static func server(_ identity: TLSIdentity) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificateChainPEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv13
        // A client that does not answer the close alert must not hold up a server that stops.
        configuration.shutdownTimeout = .seconds(1)
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
