import NIOCore
import NIOPosix
import Synchronization

/// A stretch of network that can be cut: it listens, connects on to a target for each connection, and carries the bytes
/// both ways as its condition allows.
///
/// A black hole stops reading, so that the bytes wait in the kernels' buffers as un-acknowledged packets would, and
/// arrive after the heal.
package final class TCPLink: Sendable {
    private struct State {
        var condition = LinkCondition.whole
        var listener: (any Channel)?
        var pairs: [ObjectIdentifier: LinkPair] = [:]
    }

    /// The port on which the link accepts.
    package let port: Int
    private let targetHost: String
    private let targetPort: @Sendable () -> Int
    private let generator: Mutex<SeededGenerator>
    private let state: Mutex<State>

    private init(
        port: Int, targetHost: String, targetPort: @escaping @Sendable () -> Int, seed: Seed, listener: any Channel
    ) {
        self.port = port
        self.targetHost = targetHost
        self.targetPort = targetPort
        generator = Mutex(seed.stream("link"))
        state = Mutex(State(listener: listener))
    }

    /// Opens a link on a free loopback port.
    ///
    /// - Parameters:
    ///   - targetPort: asked for each connection, so that a target may be restarted elsewhere.
    ///   - seed: where jitter is drawn from.
    /// - Throws: `ListenError` when no port can be had.
    package static func open(
        targetHost: String = "127.0.0.1", targetPort: @escaping @Sendable () -> Int, seed: Seed
    ) async throws(ListenError) -> TCPLink {
        let box = Mutex<TCPLink?>(nil)
        let listener = try await listen(port: 0) { channel in
            guard let link = box.withLock({ $0 }) else { return channel.close(promise: nil) }
            link.accept(channel)
        }
        let link = TCPLink(
            port: listener.localAddress?.port ?? 0, targetHost: targetHost, targetPort: targetPort, seed: seed,
            listener: listener)
        box.withLock { $0 = link }
        return link
    }

    /// Changes what the link does, for open and new connections.
    ///
    /// - Throws: `ListenError` when a refusing link cannot take its port back.
    package func set(_ condition: LinkCondition) async throws(ListenError) {
        let (pairs, listener) = state.withLock { state in
            state.condition = condition
            let listener = state.listener
            if condition == .refuse { state.listener = nil }
            return (Array(state.pairs.values), listener)
        }
        if condition == .refuse {
            // Closing a closed listener is the only failure.
            try? await listener?.close().get()
        } else if listener == nil {
            let reopened = try await TCPLink.listen(port: port) { [self] in accept($0) }
            state.withLock { $0.listener = reopened }
        }
        for pair in pairs { pair.apply(condition) }
    }

    /// Ends the link and its connections.
    package func close() async {
        let (pairs, listener) = state.withLock { state in
            defer { state.listener = nil }
            return (Array(state.pairs.values), state.listener)
        }
        // As in `set`.
        try? await listener?.close().get()
        for pair in pairs { pair.closeBoth(reset: false) }
    }

    private static func listen(
        port: Int, accept: @escaping @Sendable (any Channel) -> Void
    ) async throws(ListenError) -> any Channel {
        do {
            return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1024)
                .childChannelOption(.autoRead, value: false)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    accept(channel)
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                .bind(host: "127.0.0.1", port: port).get()
        } catch {
            throw ListenError(address: "127.0.0.1:\(port)", reason: ListenError.reason(of: error))
        }
    }

    /// Connects the accepted channel on, on the same event loop, and starts carrying.
    private func accept(_ client: any Channel) {
        ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(2))
            .connect(host: targetHost, port: targetPort())
            .whenComplete { [self] result in
                switch result {
                case .success(let server): join(client, server)
                case .failure: client.closeWithReset()
                }
            }
    }

    private func join(_ client: any Channel, _ server: any Channel) {
        let pair = LinkPair(client: client, server: server) { [self] limit in
            .nanoseconds(generator.withLock { Int64.random(in: 0...max(0, limit.nanoseconds), using: &$0) })
        }
        let key = ObjectIdentifier(pair)
        let condition = state.withLock { state in
            state.pairs[key] = pair
            return state.condition
        }
        client.closeFuture.whenComplete { [self] _ in _ = state.withLock { $0.pairs.removeValue(forKey: key) } }
        pair.start(condition)
    }
}
