import Foundation
import HTTPTypes
import NIOCore
import NIOPosix
import NIOSSL
import Seams
import Synchronization
import Testing

/// What a listener with a certificate answers, and whom a client trusts.
@Suite(.timeLimit(.minutes(1))) struct TLSTests {
    private struct Hello: HTTPHandler {
        func respond(to call: HTTPCall) async -> HTTPOutcome {
            .reply(HTTPReply(.ok, contentType: "text/plain", body: "hello by \(call.request.scheme ?? "")"))
        }
    }

    /// A network that trusts the tests' authority.
    private func network() throws -> SystemNetwork {
        let path = NSTemporaryDirectory() + "ca-\(SystemRandomness().uuid("ca")).pem"
        try Data(TestCertificates.authority.utf8).write(to: URL(fileURLWithPath: path))
        return try SystemNetwork(caFile: path)
    }

    private func exchange(
        _ network: SystemNetwork, _ port: Int, scheme: String = "https", host: String = "127.0.0.1"
    ) async throws(NetworkError) -> HTTPReply {
        let request = HTTPRequest(method: .get, scheme: scheme, authority: "\(host):\(port)", path: "/")
        return try await network.exchange(HTTPCall(request: request), timeout: .seconds(10))
    }

    @Test func answersTLS13AndNothingBelow() async throws {
        let network = try network()
        let server = try await network.listen(ListenEndpoint(tls: TestCertificates.good), handler: Hello())
        #expect(await TLSProbe.handshake(.tls13, host: "127.0.0.1", port: server.port) == .agreed)
        for version in [TLSProbe.Version.tls10, .tls11, .tls12] {
            let outcome = await TLSProbe.handshake(version, host: "127.0.0.1", port: server.port)
            guard case .refused = outcome else {
                Issue.record("\(version.rawValue): \(outcome)")
                continue
            }
        }
        #expect(try await exchange(network, server.port).text == "hello by https")
        let plain = try? await exchange(network, server.port, scheme: "http")
        #expect(plain == nil)
        await server.close()
        await network.shutdown()
    }

    @Test func aProbeTellsARefusalFromSilence() async throws {
        let network = try network()
        let server = try await network.listen(ListenEndpoint(), handler: Hello())
        let outcome = await TLSProbe.handshake(.tls13, host: "127.0.0.1", port: server.port)
        #expect(outcome != .agreed)
        let port = server.port
        await server.close()
        guard case .unreachable = await TLSProbe.handshake(.tls13, host: "127.0.0.1", port: port) else {
            Issue.record("nobody listens any more")
            return
        }
        await network.shutdown()
    }

    @Test(arguments: [TestCertificates.wrongHost, TestCertificates.expired, TestCertificates.stranger])
    func refusesAServerThatIsNotTheOneMeant(identity: TLSIdentity) async throws {
        let network = try network()
        let server = try await network.listen(ListenEndpoint(tls: identity), handler: Hello())
        do {
            let reply = try await exchange(network, server.port)
            Issue.record("answered: \(reply.text)")
        } catch {
            guard case .notSent = error else {
                Issue.record("\(error)")
                return
            }
        }
        await server.close()
        await network.shutdown()
    }

    /// A client's requests hold the application's secret. Not every platform offers 1.3.
    @Test func speaksTLS12AndNothingBelow() async throws {
        let network = try network()
        for (version, isSpoken) in [(TLSVersion.tlsv1, false), (.tlsv11, false), (.tlsv12, true)] {
            let server = try await OldServer(upTo: version)
            let reply = try? await exchange(network, server.port)
            #expect((reply?.text == "old") == isSpoken, "\(version)")
            #expect(server.requests == (isSpoken ? 1 : 0), "\(version)")
            try await server.close()
        }
        await network.shutdown()
    }

    @Test func trustsNobodyWithoutAnAuthority() async throws {
        let network = try SystemNetwork()
        let server = try await network.listen(ListenEndpoint(tls: TestCertificates.good), handler: Hello())
        await #expect(throws: NetworkError.self) { try await exchange(network, server.port) }
        await server.close()
        await network.shutdown()
    }

    @Test func servesARenewedCertificateWithoutARestart() async throws {
        let network = try network()
        let server = try await network.listen(ListenEndpoint(tls: TestCertificates.stranger), handler: Hello())
        await #expect(throws: NetworkError.self) { try await exchange(network, server.port) }
        try server.renew(TestCertificates.renewed)
        #expect(try await exchange(network, server.port).text == "hello by https")
        let mixed = TLSIdentity(
            certificateChainPEM: TestCertificates.good.certificateChainPEM,
            privateKeyPEM: TestCertificates.renewed.privateKeyPEM)
        #expect(throws: (any Error).self) { try server.renew(mixed) }
        #expect(throws: (any Error).self) {
            try server.renew(TLSIdentity(certificateChainPEM: "none", privateKeyPEM: "none"))
        }
        await server.close()
        await network.shutdown()
    }
}

/// A server that knows no later version of TLS than one, and answers whatever reaches it.
private final class OldServer: Sendable {
    private final class Answer: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let count = Mutex(0)

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            count.withLock { $0 += 1 }
            let text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nold"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    private let answer = Answer()
    private let channel: any Channel

    init(upTo version: TLSVersion) async throws {
        let identity = TestCertificates.good
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificateChainPEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        (configuration.minimumTLSVersion, configuration.maximumTLSVersion) = (.tlsv1, version)
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [answer] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([NIOSSLServerHandler(context: context), answer])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    var requests: Int { answer.count.withLock { $0 } }

    func close() async throws {
        try await channel.close().get()
    }
}
