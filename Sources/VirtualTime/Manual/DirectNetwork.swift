import HTTPTypes
package import Seams
import Synchronization

/// A network without sockets: each host name leads straight to a handler in the same process.
///
/// Cuts and lost replies that a handler asks for are reported as a client on a real network would see them. Delays,
/// reordering and web sockets come with the seeded network of the virtual world.
package final class DirectNetwork: Network {
    private let hosts = Mutex<[String: any HTTPHandler]>([:])

    package init() {}

    /// Lets `authority` (host and port, as in a URL) be answered by `handler`.
    package func connect(_ authority: String, to handler: any HTTPHandler) {
        hosts.withLock { $0[authority] = handler }
    }

    /// Makes `authority` unreachable.
    package func disconnect(_ authority: String) {
        hosts.withLock { $0[authority] = nil }
    }

    package func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        let authority = call.request.authority ?? ""
        guard let handler = hosts.withLock({ $0[authority] }) else { throw .notSent("cannot connect to \(authority)") }
        switch await handler.respond(to: call) {
        case .reply(let reply), .drip(let reply, _, _): return reply
        case .truncate: throw .outcomeUnknown("the reply broke off")
        case .cut: throw .outcomeUnknown("the connection was cut")
        case .webSocket: throw .outcomeUnknown("the server wants a web socket")
        case .stream(let response, let body):
            let collected = CollectedBody(bytesMax: 64 << 20)
            await body(HTTPBodyWriter { collected.append($0) })
            guard !Task.isCancelled else { throw .outcomeUnknown("cancelled") }
            return HTTPReply(response: response, body: collected.bytes)
        }
    }

    package func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        throw .notSent("no web sockets here")
    }

    package func listen(
        _ endpoint: ListenEndpoint, handler: any HTTPHandler
    ) async throws(ListenError) -> any ListeningServer {
        let authority = "\(endpoint.host):\(endpoint.port)"
        let isTaken = hosts.withLock { hosts in
            defer { hosts[authority] = hosts[authority] ?? handler }
            return hosts[authority] != nil
        }
        guard !isTaken else { throw ListenError(address: authority, reason: "the port is in use") }
        return DirectServer(port: endpoint.port) { [self] in disconnect(authority) }
    }
}

private struct DirectServer: ListeningServer {
    let port: Int
    let stop: @Sendable () -> Void

    func close() async {
        stop()
    }
}
