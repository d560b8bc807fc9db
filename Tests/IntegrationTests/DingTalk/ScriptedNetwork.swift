import HTTPTypes
import Seams
import Synchronization

/// A network that answers from a script and remembers what was sent.
final class ScriptedNetwork: Network {
    typealias Answer = @Sendable (HTTPCall) async throws(NetworkError) -> HTTPReply
    typealias Opening = @Sendable (String) async throws(NetworkError) -> WebSocket

    private let answer: Answer
    private let opening: Opening
    private let sent = Mutex<[HTTPCall]>([])

    /// Answers each call by `answer`, each web socket by `opening`.
    init(
        opening: @escaping Opening = { _ throws(NetworkError) in throw .notSent("no web sockets here") },
        _ answer: @escaping Answer
    ) {
        self.answer = answer
        self.opening = opening
    }

    /// Everything sent so far, in order.
    var calls: [HTTPCall] { sent.withLock { $0 } }

    /// The calls whose path ends so.
    func calls(to suffix: String) -> [HTTPCall] { calls.filter { $0.path.hasSuffix(suffix) } }

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        sent.withLock { $0.append(call) }
        return try await answer(call)
    }

    func openWebSocket(_ url: String, timeout: Duration) async throws(NetworkError) -> WebSocket {
        try await opening(url)
    }

    func listen(
        _ endpoint: ListenEndpoint, handler: any HTTPHandler
    ) async throws(ListenError) -> any ListeningServer {
        throw ListenError(address: endpoint.host, reason: "nothing listens here")
    }
}

/// A list of things handed out one after the other; the last one is handed out for ever.
final class Script<Element: Sendable>: Sendable {
    private let rest: Mutex<[Element]>

    init(_ elements: Element...) {
        rest = Mutex(elements)
    }

    func next() -> Element {
        rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

extension HTTPReply {
    /// A reply with a JSON body.
    static func json(_ body: String, status: Int = 200) -> HTTPReply {
        HTTPReply(.init(code: status), contentType: "application/json;charset=utf-8", body: body)
    }

    /// A web page, as gateways send.
    static func page(_ status: Int, title: String) -> HTTPReply {
        HTTPReply(
            .init(code: status), contentType: "text/html",
            body: "<html>\r\n<head><title>\(title)</title></head>\r\n<body><center>nginx</center></body>\r\n</html>")
    }
}

extension HTTPCall {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPCall {
    /// The value of a header field, by its name in any case; nil when there is none.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headerFields[$0] } }
}
