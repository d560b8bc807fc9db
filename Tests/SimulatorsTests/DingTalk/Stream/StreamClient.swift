import HTTPTypes
import Seams
import Synchronization

@testable import Simulators

/// A stream client's end of a web socket in the same process.
final class StreamClient: Sendable {
    /// The frames that came, as the client reads them.
    let frames: AsyncStream<JSON>
    private let toServer: AsyncStream<String>.Continuation
    private let closed = Mutex(false)

    /// Opens a connection, runs `body`, and closes it.
    static func connect(
        _ bench: DingTalkBench, subscriptions: JSON = [["type": "EVENT", "topic": "*"]],
        _ body: @Sendable (StreamClient) async throws -> Void
    ) async throws {
        let opened = try await open(bench, subscriptions).body
        let ticket = opened["ticket"]?.string ?? ""
        guard case .webSocket(let serve) = await upgrade(bench, ticket) else { throw ControlError("no upgrade") }
        let (client, socket) = pair()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await serve(socket)
                client.closed.withLock { $0 = true }
            }
            try await body(client)
            client.toServer.finish()
        }
    }

    static func open(_ bench: DingTalkBench, _ subscriptions: JSON) async throws -> DingTalkBench.Answer {
        try await bench.call(
            .post, "/v1.0/gateway/connections/open",
            [
                "clientId": .string(bench.world.appKey), "clientSecret": .string(bench.world.appSecret),
                "subscriptions": subscriptions, "ua": "dingtalk-sdk-python/v0.24.3-union", "localIp": "10.0.0.8",
            ])
    }

    static func upgrade(_ bench: DingTalkBench, _ ticket: String) async -> HTTPOutcome {
        let request = HTTPRequest(
            method: .get, scheme: "http", authority: "dingtalk.test", path: "/connect?ticket=\(ticket)")
        return await bench.server.respond(to: HTTPCall(request: request))
    }

    private init(frames: AsyncStream<JSON>, toServer: AsyncStream<String>.Continuation) {
        self.frames = frames
        self.toServer = toServer
    }

    private static func pair() -> (StreamClient, WebSocket) {
        let (messages, toServer) = AsyncStream.makeStream(of: String.self)
        let (frames, toClient) = AsyncStream.makeStream(of: JSON.self)
        let socket = WebSocket(
            messages: messages,
            send: { (text: String) async throws(NetworkError) in
                toClient.yield((try? JSON(parsing: text)) ?? .string(text))
            },
            close: { toClient.finish() })
        return (StreamClient(frames: frames, toServer: toServer), socket)
    }

    /// Whether the server has ended the connection.
    var isClosed: Bool { closed.withLock { $0 } }

    func acknowledge(_ frame: JSON, code: Int = 200, data: JSON = ["status": "SUCCESS", "message": "success"]) {
        let ack: JSON = [
            "code": .number(code),
            "headers": ["messageId": frame["headers"]?["messageId"] ?? "", "contentType": "application/json"],
            "message": "OK", "data": .string(data.text),
        ]
        toServer.yield(ack.text)
    }

    /// Sends any text.
    func send(_ text: String) {
        toServer.yield(text)
    }

    /// The next frame; nil when the connection was closed.
    func next() async -> JSON? {
        for await frame in frames { return frame }
        return nil
    }
}
