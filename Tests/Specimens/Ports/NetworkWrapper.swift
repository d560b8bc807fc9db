import Seams

/// A network with something between the core and the wire.
protocol NetworkWrapper: Network {
    var inner: any Network { get }
}

extension NetworkWrapper {
    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        try await inner.exchange(call, timeout: timeout)
    }

    func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        try await inner.openWebSocket(url, timeout: timeout)
    }

    func listen(_ endpoint: ListenEndpoint, handler: any HTTPHandler) async throws(ListenError) -> any ListeningServer {
        try await inner.listen(endpoint, handler: handler)
    }
}
