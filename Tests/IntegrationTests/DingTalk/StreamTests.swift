import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite struct StreamFrameTests {
    /// dingtalk.md, section 7.7, with the data of an approval (section 7.5.1).
    private static let event = #"""
        {"specVersion":"1.0","type":"EVENT","headers":{"topic":"*","messageId":"213d841d_972_1898bb26334_70a7","contentType":"application/json","time":"1693221579964","eventType":"bpms_instance_change","eventId":"c7c7120f2c07419ebdba0318c8","eventCorpId":"ding9f50","eventBornTime":"1683533823336","eventUnifiedAppId":"bbb381b6"},"data":"{\"processInstanceId\":\"kNpmUavZQwSHP_ZJvVdL7g07561689326476\",\"processCode\":\"PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8\",\"businessId\":\"202307141721000164728\",\"title\":\"张三提交的报销\",\"type\":\"finish\",\"result\":\"agree\",\"createTime\":1689326476000,\"finishTime\":1689326506000,\"staffId\":\"29070242122092575562\"}"}
        """#

    @Test func readsAnEvent() {
        guard case .event(let event, let messageID) = StreamFrame(StreamFrameTests.event) else {
            Issue.record("no event")
            return
        }
        #expect(messageID == "213d841d_972_1898bb26334_70a7")
        #expect(event.id == "c7c7120f2c07419ebdba0318c8")
        #expect(event.type == "bpms_instance_change")
        #expect(event.instance == "kNpmUavZQwSHP_ZJvVdL7g07561689326476")
        #expect(event.change == "finish" && event.result == "agree")
        #expect(event.processCode == "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8")
        #expect(event.payload.contains("张三提交的报销"))
    }

    @Test(arguments: [
        (
            #"{"type":"SYSTEM","headers":{"topic":"ping","messageId":"m1"},"data":"{\"opaque\":\"0e3b\"}"}"#,
            StreamFrame.answer(
                #"{"code":200,"headers":{"messageId":"m1","contentType":"application/json"},"message":"OK","data":"{\"opaque\":\"0e3b\"}"}"#
            )
        ),
        (
            #"{"type":"SYSTEM","headers":{"topic":"disconnect","messageId":"m2"},"data":"{\"reason\":\"connection is expired\"}"}"#,
            .disconnect(reason: "connection is expired")
        ),
        (
            #"{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get","messageId":"m3"},"data":"{}"}"#,
            .answer(
                #"{"code":404,"headers":{"messageId":"m3","contentType":"application/json"},"message":"nobody handles CALLBACK /v1.0/im/bot/messages/get","data":"{}"}"#
            )
        ),
        (#"{"type":"EVENT","data":"{}"}"#, .unreadable(#"{"type":"EVENT","data":"{}"}"#)),
        ("nonsense", .unreadable("nonsense")),
    ])
    func answersWhatIsNoEvent(text: String, expected: StreamFrame) {
        #expect(StreamFrame(text) == expected)
    }

    @Test func acknowledgesInTheProtocolsWords() {
        #expect(
            StreamFrame.acknowledgement(of: "m", isDone: true)
                == #"{"code":200,"headers":{"messageId":"m","contentType":"application/json"},"message":"OK","data":"{\"status\":\"SUCCESS\"}"}"#
        )
        #expect(StreamFrame.acknowledgement(of: "m", isDone: false).contains(#"{\"status\":\"LATER\"}"#))
    }
}

/// The platform's end of stream mode, as far as a client sees it: connections handed out one after the other.
private final class StreamServer: Sendable {
    struct Socket: Sendable {
        let push: AsyncStream<String>.Continuation
        let sent: AsyncStream<String>
    }

    private let opened = AsyncStream.makeStream(of: Socket.self)
    private let urls = Mutex<[String]>([])

    /// The connections that the client opened, in order.
    var sockets: AsyncStream<Socket> { opened.stream }

    var dialled: [String] { urls.withLock { $0 } }

    func open(_ url: String) -> WebSocket {
        urls.withLock { $0.append(url) }
        let (messages, push) = AsyncStream.makeStream(of: String.self)
        let (sent, sender) = AsyncStream.makeStream(of: String.self)
        opened.continuation.yield(Socket(push: push, sent: sent))
        return WebSocket(
            messages: messages,
            send: { text throws(NetworkError) in sender.yield(text) },
            close: {
                push.finish()
                sender.finish()
            })
    }

    static func event(_ id: String) -> String {
        #"{"type":"EVENT","headers":{"topic":"*","messageId":"m-\#(id)","eventId":"\#(id)","eventType":"bpms_instance_change"},"data":"{\"processInstanceId\":\"p-\#(id)\",\"type\":\"finish\"}"}"#
    }
}

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    private let time = ManualTime()
    private let server = StreamServer()
    private let stored: @Sendable (IncomingEvent) async -> Bool = { _ in true }
    private let storedWhenGood: @Sendable (IncomingEvent) async -> Bool = { $0.instance == "p-good" }

    private func client(
        _ opening: @escaping @Sendable (HTTPCall) throws(NetworkError) -> HTTPReply = { _ in
            .json(#"{"endpoint":"wss://wss-open-connection.dingtalk.com:443/connect","ticket":"77+24"}"#)
        }
    ) -> (client: DingTalkClient, network: ScriptedNetwork) {
        let network = ScriptedNetwork(opening: server.open) { call throws(NetworkError) in try opening(call) }
        let settings = DingTalkSettings(appKey: "dingkey", appSecret: "very-secret-1")
        let randomness = SeededRandomness(seed: Seed(3))
        return (DingTalkClient(settings: settings, network: network, time: time, randomness: randomness), network)
    }

    /// Runs `body` while the client receives.
    private func receiving(
        _ client: DingTalkClient, _ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool,
        _ body: (inout AsyncStream<StreamServer.Socket>.Iterator) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.runStream(onEvent) }
            var sockets = server.sockets.makeAsyncIterator()
            try await body(&sockets)
            group.cancelAll()
        }
    }

    /// Turns the clock whenever somebody waits, so that pauses pass, until `isOver`.
    private func letPausesPass(until isOver: () -> Bool) async {
        while !isOver() {
            if time.sleepers > 0 { time.advance(by: .seconds(10)) }
            await Task.yield()
        }
    }

    @Test func opensWithTheCredentialsAndTheTicket() async throws {
        let (client, network) = client()
        try await receiving(client, stored) { sockets in _ = await sockets.next() }
        #expect(
            network.calls.first?.text
                == #"{"clientId":"dingkey","clientSecret":"very-secret-1","subscriptions":[{"type":"EVENT","topic":"*"}],"ua":"rehearsal"}"#
        )
        #expect(server.dialled.first == "wss://wss-open-connection.dingtalk.com:443/connect?ticket=77%2B24")
    }

    @Test func acknowledgesOnlyWhatIsStored() async throws {
        let (client, _) = client()
        try await receiving(client, storedWhenGood) { sockets in
            let socket = try #require(await sockets.next())
            var sent = socket.sent.makeAsyncIterator()
            socket.push.yield(StreamServer.event("good"))
            #expect(await sent.next() == StreamFrame.acknowledgement(of: "m-good", isDone: true))
            socket.push.yield(StreamServer.event("bad"))
            #expect(await sent.next() == StreamFrame.acknowledgement(of: "m-bad", isDone: false))
        }
    }

    @Test func answersPingsWhileAnEventIsAtWork() async throws {
        let (client, _) = client()
        let disk = AsyncStream.makeStream(of: Void.self)
        let store: @Sendable (IncomingEvent) async -> Bool = { _ in
            for await _ in disk.stream { return true }
            return false
        }
        try await receiving(client, store) { sockets in
            let socket = try #require(await sockets.next())
            var sent = socket.sent.makeAsyncIterator()
            socket.push.yield(StreamServer.event("slow"))
            socket.push.yield(#"{"type":"SYSTEM","headers":{"topic":"ping","messageId":"p"},"data":"{}"}"#)
            #expect(await sent.next()?.contains(#""messageId":"p""#) == true)
            disk.continuation.yield()
            #expect(await sent.next() == StreamFrame.acknowledgement(of: "m-slow", isDone: true))
        }
    }

    @Test func reconnectsAtOnceWhenTheServerDisconnects() async throws {
        let (client, network) = client()
        try await receiving(client, stored) { sockets in
            let socket = try #require(await sockets.next())
            socket.push.yield(
                #"{"type":"SYSTEM","headers":{"topic":"disconnect","messageId":"d"},"data":"{\"reason\":\"connection is expired\"}"}"#
            )
            _ = try #require(await sockets.next())  // the clock has not moved
        }
        #expect(network.calls.count == 2)
    }

    @Test func acknowledgesWhatIsAtWorkBeforeItLeaves() async throws {
        let (client, _) = client()
        let disk = AsyncStream.makeStream(of: Void.self)
        let store: @Sendable (IncomingEvent) async -> Bool = { _ in
            for await _ in disk.stream { return true }
            return false
        }
        try await receiving(client, store) { sockets in
            let socket = try #require(await sockets.next())
            var sent = socket.sent.makeAsyncIterator()
            socket.push.yield(StreamServer.event("slow"))
            socket.push.yield(#"{"type":"SYSTEM","headers":{"topic":"disconnect","messageId":"d"},"data":"{}"}"#)
            disk.continuation.yield()
            #expect(await sent.next() == StreamFrame.acknowledgement(of: "m-slow", isDone: true))
        }
    }

    @Test func reconnectsAfterAPauseWhenTheConnectionIsLost() async throws {
        let (client, _) = client()
        try await receiving(client, stored) { sockets in
            let socket = try #require(await sockets.next())
            socket.push.finish()
            await letPausesPass { server.dialled.count == 2 }
            _ = await sockets.next()
        }
    }

    @Test func reconnectsAfterSilence() async throws {
        let (client, _) = client()
        try await receiving(client, stored) { sockets in
            _ = try #require(await sockets.next())
            await letPausesPass { server.dialled.count == 2 }
        }
    }

    @Test func goesOnTryingWhileTheGatewayIsDown() async throws {
        let answers = Script<Result<HTTPReply, NetworkError>>(
            .failure(.notSent("connection refused")), .success(.page(502, title: "502 Bad Gateway")),
            .success(.json(#"{"code":"system.busy","requestid":"1","message":"系统繁忙"}"#, status: 429)),
            .success(.json(#"{"endpoint":"ws://127.0.0.1/connect","ticket":"t"}"#)))
        let (client, network) = client { _ throws(NetworkError) in try answers.next().get() }
        try await receiving(client, stored) { sockets in
            await letPausesPass { server.dialled.count == 1 }
            _ = await sockets.next()
        }
        #expect(network.calls.count == 4)
    }

    @Test func endsWhenItIsCancelled() async {
        let (client, _) = client()
        let task = Task { await client.runStream { _ in true } }
        var sockets = server.sockets.makeAsyncIterator()
        _ = await sockets.next()
        task.cancel()
        await task.value
    }
}
