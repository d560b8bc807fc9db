import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The network on real sockets: HTTP/1.1 by AsyncHTTPClient, servers and web sockets by NIO.
package final class SystemNetwork: Network {
    /// More replies than this in bytes are refused: both platforms' replies are far smaller.
    private static let replyBytesMax = 64 << 20

    private let client: HTTPClient
    private let tls: TLSConfiguration
    private let group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

    /// Makes a network whose clients trust the system's certificate authorities and, when given, those in `caFile`.
    ///
    /// - Parameters:
    ///   - caFile: a PEM file with additional certificate authorities.
    ///   - connectTimeout: how long a TCP and TLS connect may take; after it nothing was sent.
    /// - Throws: `CertificateFileError` when the file cannot be read.
    package init(caFile: String? = nil, connectTimeout: Duration = .seconds(3)) throws(CertificateFileError) {
        var tls = TLSConfiguration.makeClientConfiguration()
        // Secrets go over it: below 1.2 there is nothing worth the name, and not every platform offers 1.3.
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        if let caFile {
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(caFile))]
            } catch {
                throw CertificateFileError(path: caFile)
            }
        }
        self.tls = tls
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(connectTimeout.nanoseconds)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
    }

    deinit {
        // The client insists on being shut down; after an early error nobody else does it. It lives until it is done.
        client.shutdown { _ in }
    }

    /// Closes idle connections and refuses further exchanges. Call once, at the end.
    package func shutdown() async {
        // Shutting down twice is the only failure, and harmless.
        try? await client.shutdown()
    }

    package func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        guard let scheme = call.request.scheme, let authority = call.request.authority else {
            throw .notSent("the call names no host")
        }
        var request = HTTPClientRequest(url: "\(scheme)://\(authority)\(call.request.path ?? "/")")
        request.method = HTTPMethod(rawValue: call.request.method.rawValue)
        for field in call.request.headerFields { request.headers.add(name: field.name.rawName, value: field.value) }
        if !call.body.isEmpty || call.request.method == .post { request.body = .bytes(call.body) }
        do {
            let reply = try await client.execute(request, timeout: .nanoseconds(timeout.nanoseconds))
            let body = try await reply.body.collect(upTo: SystemNetwork.replyBytesMax)
            return HTTPReply(response: HTTPResponse(reply), body: Array(buffer: body))
        } catch {
            throw NetworkError(error)
        }
    }

    package func listen(
        _ endpoint: ListenEndpoint, handler: any HTTPHandler
    ) async throws(ListenError) -> any ListeningServer {
        try await SystemServer.start(endpoint, handler: handler, group: group)
    }

    package func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        guard let target = WebSocketTarget(url) else { throw .notSent("'\(url)' is no web socket URL") }
        return try await WebSocketClient.open(target, tls: tls, timeout: timeout, group: group)
    }
}

/// A file with certificate authorities that cannot be used.
package struct CertificateFileError: Error, CustomStringConvertible {
    /// The file.
    package var path: String

    package var description: String { "\(path): cannot be read as PEM certificates; write the path of a CA file" }
}

extension NetworkError {
    /// Sorts a client's error: only what certainly happened before the first byte of the request counts as not sent.
    init(_ error: any Error) {
        let text =
            switch error {
            case let error as NIOConnectionError: "cannot connect to \(error.host):\(error.port)"
            case let error as IOError: String(cString: strerror(error.errnoCode))
            default: "\(error)"
            }
        switch error {
        case let error as HTTPClientError where HTTPClientError.beforeSending.contains(error): self = .notSent(text)
        case is NIOConnectionError: self = .notSent(text)
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError: self = .notSent("TLS: \(text)")
        case let error as ChannelError where error.isConnectTimeout: self = .notSent(text)
        case let error as IOError where [111, 61, 113, 101].contains(error.errnoCode): self = .notSent(text)
        default: self = .outcomeUnknown(text)
        }
    }
}

extension HTTPClientError {
    fileprivate static let beforeSending: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .invalidURL, .emptyHost, .emptyScheme,
        .alreadyShutdown,
    ]
}

extension ChannelError {
    fileprivate var isConnectTimeout: Bool {
        if case .connectTimeout = self { true } else { false }
    }
}

extension HTTPResponse {
    fileprivate init(_ reply: HTTPClientResponse) {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        self.init(
            status: Status(code: Int(reply.status.code), reasonPhrase: reply.status.reasonPhrase), headerFields: fields)
    }
}
