package import HTTPTypes

/// The seam for the network: HTTP out, web sockets out, and listening.
///
/// Two halves: `SystemNetwork` on real sockets, and the simulated network of `VirtualTime`.
package protocol Network: Sendable {
    /// Sends a request and waits at most `timeout` for the whole reply.
    ///
    /// - Throws: `NetworkError`; an HTTP error status is a reply, not an error.
    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply

    /// Opens a web socket at `url` (`ws://` or `wss://`), waiting at most `timeout` for the upgrade.
    ///
    /// - Throws: `NetworkError`, also when the server answers the upgrade with a status.
    func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket

    /// Starts listening and answers each request by `handler`, each in a task of its own, until the server is closed.
    ///
    /// - Throws: `ListenError` when the address is taken or not ours.
    func listen(_ endpoint: ListenEndpoint, handler: any HTTPHandler) async throws(ListenError) -> any ListeningServer
}

/// Where and how to listen.
package struct ListenEndpoint: Sendable {
    /// A numeric address, such as `127.0.0.1`.
    package var host: String
    /// The port; 0 lets the system pick one.
    package var port: Int
    /// The certificate to serve TLS 1.3 with, or nil for plain HTTP.
    package var tls: TLSIdentity?
    /// The largest request body in bytes; a larger one is answered 413. The default is 16 MiB.
    package var bodyBytesMax: Int
    /// What slow and many clients are held to; nil holds them to nothing, as a fake does that has to be patient.
    package var limits: ListenLimits?

    /// Makes an endpoint; by default a free port on the loopback address, without TLS.
    package init(
        host: String = "127.0.0.1", port: Int = 0, tls: TLSIdentity? = nil, bodyBytesMax: Int = 16 << 20,
        limits: ListenLimits? = nil
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.bodyBytesMax = bodyBytesMax
        self.limits = limits
    }
}

/// A server's certificate chain and private key, both PEM.
package struct TLSIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The certificate chain, leaf first.
    package var certificateChainPEM: String
    /// The private key; never printed.
    package var privateKeyPEM: String

    /// Makes an identity from PEM texts.
    package init(certificateChainPEM: String, privateKeyPEM: String) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }

    package var description: String { "TLSIdentity(private key hidden)" }
}

/// A server that is listening.
package protocol ListeningServer: Sendable {
    /// The bound port.
    var port: Int { get }
    /// Serves new connections with another certificate; those that are open keep theirs. Does nothing without TLS.
    ///
    /// - Throws: when certificate and key are none, or do not belong together; the old ones then stay.
    func renew(_ identity: TLSIdentity) throws
    /// How many clients have left before a TLS handshake was done, as one does that does not trust the certificate; 0
    /// without TLS.
    var brokenHandshakes: Int { get }
    /// Cuts the open connections and cancels their handlers; goes on accepting.
    func cutConnections() async
    /// Stops accepting, cuts the open connections and cancels their handlers; returns when all have ended.
    func close() async
}

extension ListeningServer {
    package func renew(_ identity: TLSIdentity) throws {}
    package var brokenHandshakes: Int { 0 }
    package func cutConnections() async {}
}

/// What answers requests.
package protocol HTTPHandler: Sendable {
    /// Answers one request. The task is cancelled when the client goes away; a handler whose effect must happen anyway
    /// does not look at that.
    func respond(to call: HTTPCall) async -> HTTPOutcome
}

/// What a server does with a request.
package enum HTTPOutcome: Sendable {
    /// Send this reply.
    case reply(HTTPReply)
    /// Send this reply's body in pieces of `bytes`, one piece each `interval`.
    case drip(HTTPReply, bytes: Int, interval: Duration)
    /// Send the head and the first `bodyBytes` of the body, then cut the connection: the client sees a body that ends
    /// too early.
    case truncate(HTTPReply, bodyBytes: Int)
    /// Cut the connection without a byte of reply; with `reset` the client sees a TCP reset instead of an orderly end.
    case cut(reset: Bool)
    /// Answer the web socket upgrade and run the body; the socket closes when it returns.
    case webSocket(@Sendable (WebSocket) async -> Void)
    /// Send this head at once and a body of unknown length while it is being made: what the closure writes. The reply ends
    /// when it returns. Its task is cancelled when the client goes away or the server closes.
    case stream(HTTPResponse, @Sendable (HTTPBodyWriter) async -> Void)
}

/// Where the body of a streamed reply goes.
package struct HTTPBodyWriter: Sendable {
    private let send: @Sendable ([UInt8]) async -> Bool

    /// Makes a writer that sends by this closure.
    package init(_ send: @escaping @Sendable ([UInt8]) async -> Bool) {
        self.send = send
    }

    /// Sends a part of the body and waits until the network has taken it, so that a slow client slows its writer down.
    /// Cancelling the task that waits cuts the connection.
    ///
    /// Returns whether the client is still there; afterwards there is no use in writing more.
    package func write(_ bytes: [UInt8]) async -> Bool {
        guard !Task.isCancelled else { return false }
        return await send(bytes)
    }

    /// Sends a text in UTF-8, as `write(_:)`.
    package func write(_ text: String) async -> Bool {
        await write(Array(text.utf8))
    }
}
