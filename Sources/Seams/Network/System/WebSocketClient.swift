import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Where a web socket leads.
struct WebSocketTarget {
    let host: String
    let port: Int
    let isSecure: Bool
    /// Path with query.
    let path: String

    init?(_ url: String) {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), ["ws", "wss"].contains(scheme)
        else { return nil }
        self.host = host
        isSecure = scheme == "wss"
        port = parts.port ?? (isSecure ? 443 : 80)
        let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
        path = (parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath) + query
    }
}

/// Opens web sockets on real connections.
enum WebSocketClient {
    static func open(
        _ target: WebSocketTarget, tls: TLSConfiguration, timeout: Duration, group: any EventLoopGroup
    ) async throws(NetworkError) -> WebSocket {
        do {
            let upgrade = try await ClientBootstrap(group: group)
                .connectTimeout(.nanoseconds(timeout.nanoseconds))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: target.host, port: target.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try prepare(channel, target, tls, timeout) }
                }
            guard let socket = try await upgrade.get() else { throw NetworkError.notSent("the upgrade was refused") }
            return socket
        } catch let error as NetworkError {
            throw error
        } catch {
            throw NetworkError(error)
        }
    }

    private static func prepare(
        _ channel: any Channel, _ target: WebSocketTarget, _ tls: TLSConfiguration, _ timeout: Duration
    ) throws -> EventLoopFuture<WebSocket?> {
        if target.isSecure {
            let context = try NIOSSLContext(configuration: tls)
            let name = target.host.isAddress ? nil : target.host
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
        }
        let upgrader = NIOTypedWebSocketClientUpgrader<WebSocket?>(
            maxFrameSize: WebSocketFrames.frameBytesMax,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try WebSocketFrames.install(on: channel, isClient: true) }
            })
        let headers: HTTPHeaders = ["Host": "\(target.host):\(target.port)", "Content-Length": "0"]
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target.path, headers: headers)
        let configuration = NIOTypedHTTPClientUpgradeConfiguration<WebSocket?>(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(nil)
            })
        let result = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: .init(upgradeConfiguration: configuration))
        // A server that accepts the connection and never answers the upgrade must not hold the caller for ever.
        let limit = channel.eventLoop.scheduleTask(in: .nanoseconds(timeout.nanoseconds)) {
            channel.close(promise: nil)
        }
        result.whenComplete { _ in limit.cancel() }
        return result
    }
}

extension String {
    fileprivate var isAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}
