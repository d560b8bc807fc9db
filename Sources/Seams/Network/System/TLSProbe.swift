import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Tries one version of TLS on a port, to see what answers: for tests, and for scenarios that must show what is refused.
package enum TLSProbe {
    /// A version that a client may insist on.
    package enum Version: String, CaseIterable, Sendable {
        case tls10 = "TLS 1.0"
        case tls11 = "TLS 1.1"
        case tls12 = "TLS 1.2"
        case tls13 = "TLS 1.3"

        fileprivate var version: TLSVersion {
            switch self {
            case .tls10: .tlsv1
            case .tls11: .tlsv11
            case .tls12: .tlsv12
            case .tls13: .tlsv13
            }
        }
    }

    package enum Outcome: Hashable, Sendable {
        case agreed
        /// Something answered, but not with this version; or with a certificate that is not trusted.
        case refused(String)
        /// Nothing listens there, or nothing answered in time.
        case unreachable(String)
    }

    /// Connects, offers this version and no other, and closes again. The certificate is not looked at.
    package static func handshake(
        _ version: Version, host: String, port: Int, timeout: Duration = .seconds(5)
    ) async -> Outcome {
        let group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
        let done = group.next().makePromise(of: Outcome.self)
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = version.version
            configuration.maximumTLSVersion = version.version
            configuration.certificateVerification = .none
            let context = try NIOSSLContext(configuration: configuration)
            let channel = try await ClientBootstrap(group: group)
                .connectTimeout(.nanoseconds(timeout.nanoseconds))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            [try NIOSSLClientHandler(context: context, serverHostname: nil), HandshakeWatch(done)])
                    }
                }
                .connect(host: host, port: port).get()
            let limit = channel.eventLoop.scheduleTask(in: .nanoseconds(timeout.nanoseconds)) {
                done.succeed(.unreachable("no handshake within the limit"))
            }
            let outcome = try await done.futureResult.get()
            limit.cancel()
            // It may be closed already.
            try? await channel.close().get()
            return outcome
        } catch {
            done.succeed(.unreachable("\(error)"))
            return .unreachable("\(error)")
        }
    }
}

/// Tells how a handshake ended.
private final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let done: EventLoopPromise<TLSProbe.Outcome>

    init(_ done: EventLoopPromise<TLSProbe.Outcome>) {
        self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { done.succeed(.agreed) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.succeed(.refused("\(error)"))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.succeed(.refused("the connection was closed"))
        context.fireChannelInactive()
    }
}
