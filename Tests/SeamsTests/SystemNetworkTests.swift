import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@Suite(.timeLimit(.minutes(1)))
struct SystemNetworkTests {
    @Test
    func exchangesARequestAndItsReply() async throws {
        try await withServer(Echo()) { network, port in
            let reply = try await network.exchange(.make(port: port, path: "/a?b=c", body: "你好"), timeout: .seconds(5))
            #expect(reply.response.status == .ok)
            #expect(reply.text == "POST /a?b=c 你好")
        }
    }

    @Test
    func keepsTheConnectionForPipelinedAndRepeatedRequests() async throws {
        try await withServer(Echo()) { network, port in
            for index in 0..<200 {
                let reply = try await network.exchange(.make(port: port, path: "/\(index)"), timeout: .seconds(5))
                #expect(reply.text == "POST /\(index) ")
            }
        }
    }

    @Test
    func saysNotSentWhenNobodyListens() async throws {
        let network = try SystemNetwork()
        let server = try await network.listen(ListenEndpoint(), handler: Echo())
        await server.close()
        await #expect { try await network.exchange(.make(port: server.port), timeout: .seconds(5)) } throws: { error in
            if case NetworkError.notSent = error { true } else { false }
        }
        await network.shutdown()
    }

    @Test(arguments: [true, false])
    func saysOutcomeUnknownWhenTheReplyIsCut(reset: Bool) async throws {
        try await withServer(Outcome { _ in .cut(reset: reset) }) { network, port in
            await #expect { try await network.exchange(.make(port: port), timeout: .seconds(5)) } throws: { error in
                if case NetworkError.outcomeUnknown = error { true } else { false }
            }
        }
    }

    @Test
    func saysOutcomeUnknownWhenTheReplyIsTruncatedOrLate() async throws {
        let reply = HTTPReply(.ok, contentType: "text/plain", body: "0123456789")
        try await withServer(Outcome { _ in .truncate(reply, bodyBytes: 5) }) { network, port in
            await #expect(throws: NetworkError.self) {
                try await network.exchange(.make(port: port), timeout: .seconds(5))
            }
        }
        let gate = AsyncStream<Void>.makeStream()
        let waiting = Outcome { _ in
            for await _ in gate.stream {}
            return .reply(reply)
        }
        try await withServer(waiting) { network, port in
            await #expect { try await network.exchange(.make(port: port), timeout: .milliseconds(50)) } throws: {
                error in
                if case NetworkError.outcomeUnknown = error { true } else { false }
            }
            gate.continuation.finish()
        }
    }

    @Test
    func dripsABodyWhole() async throws {
        let reply = HTTPReply(.ok, contentType: "text/plain", body: String(repeating: "滴", count: 40))
        try await withServer(Outcome { _ in .drip(reply, bytes: 7, interval: .milliseconds(1)) }) { network, port in
            let got = try await network.exchange(.make(port: port), timeout: .seconds(5))
            #expect(got.text == reply.text)
        }
    }

    @Test
    func refusesABodyOverItsLimit() async throws {
        let network = try SystemNetwork()
        let server = try await network.listen(ListenEndpoint(bodyBytesMax: 100), handler: Echo())
        let reply = try await network.exchange(
            .make(port: server.port, body: String(repeating: "x", count: 101)), timeout: .seconds(5))
        #expect(reply.response.status.code == 413)
        await server.close()
        await network.shutdown()
    }

    @Test
    func namesThePortThatIsTaken() async throws {
        try await withServer(Echo()) { network, port in
            await #expect {
                _ = try await network.listen(ListenEndpoint(port: port), handler: Echo())
            } throws: { error in
                "\(error)" == "cannot listen on 127.0.0.1:\(port): the port is in use by another process; "
                    + "stop it or choose another port"
            }
        }
    }

    @Test
    func carriesWebSocketMessagesBothWaysUntilOneSideCloses() async throws {
        let handler = Outcome { _ in
            .webSocket { socket in
                for await message in socket.messages {
                    // The test's own client reads every answer.
                    try? await socket.send("echo \(message)")
                    if message == "bye" { return }
                }
            }
        }
        try await withServer(handler) { network, port in
            let socket = try await network.openWebSocket(
                "ws://127.0.0.1:\(port)/connect?ticket=1", timeout: .seconds(5))
            let long = String(repeating: "长", count: 30_000)
            try await socket.send(long)
            try await socket.send("bye")
            var answers: [String] = []
            for await answer in socket.messages { answers.append(answer) }
            #expect(answers == ["echo \(long)", "echo bye"])
        }
    }

    @Test
    func streamsABodyThatIsMadeWhileItIsSentAndKeepsTheConnection() async throws {
        let handler = Outcome { call in
            guard call.path == "/stream" else {
                return .reply(HTTPReply(.ok, contentType: "text/plain", body: "whole"))
            }
            #expect(call.peer == "127.0.0.1")
            return .stream(HTTPResponse(status: .ok, headerFields: [.contentType: "text/plain"])) { writer in
                for index in 0..<100 { #expect(await writer.write("部分 \(index)\n")) }
            }
        }
        try await withServer(handler) { network, port in
            for _ in 0..<3 {
                let reply = try await network.exchange(.make(port: port, path: "/stream"), timeout: .seconds(5))
                #expect(reply.text == (0..<100).map { "部分 \($0)\n" }.joined())
                #expect(try await network.exchange(.make(port: port), timeout: .seconds(5)).text == "whole")
            }
        }
    }

    @Test
    func endsAStreamWhenItsClientOrItsServerGoesAway() async throws {
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler = Outcome { _ in
            .stream(HTTPResponse(status: .ok)) { writer in
                var isThere = true
                // More than the sockets' buffers hold: a client that reads nothing holds the writer up.
                while isThere { isThere = await writer.write([UInt8](repeating: 46, count: 1 << 16)) }
                ended.yield(Task.isCancelled)
            }
        }
        let network = try SystemNetwork()
        let server = try await network.listen(ListenEndpoint(), handler: handler)
        await #expect(throws: NetworkError.self) {
            try await network.exchange(.make(port: server.port), timeout: .milliseconds(100))
        }
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        let port = server.port
        let second = Task { _ = try? await network.exchange(.make(port: port), timeout: .milliseconds(500)) }
        await server.close()
        await second.value
        await network.shutdown()
    }

    @Test
    func collectsAStreamOnANetworkWithoutSockets() async throws {
        let network = DirectNetwork()
        network.connect(
            "core:1",
            to: Outcome { _ in
                .stream(HTTPResponse(status: .ok)) { writer in
                    for part in ["a", "b", "c"] { #expect(await writer.write(part)) }
                }
            })
        let request = HTTPRequest(method: .get, scheme: "http", authority: "core:1", path: "/")
        #expect(try await network.exchange(HTTPCall(request: request), timeout: .seconds(1)).text == "abc")
    }

    @Test
    func saysNotSentWhenTheUpgradeIsRefused() async throws {
        try await withServer(Echo()) { network, port in
            await #expect(throws: NetworkError.self) {
                _ = try await network.openWebSocket("ws://127.0.0.1:\(port)/", timeout: .seconds(5))
            }
        }
    }
}

struct Echo: HTTPHandler {
    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let body = String(decoding: call.body, as: UTF8.self)
        let text = "\(call.request.method.rawValue) \(call.request.path ?? "") \(body)"
        return .reply(HTTPReply(.ok, contentType: "text/plain", body: text))
    }
}

struct Outcome: HTTPHandler {
    let body: @Sendable (HTTPCall) async -> HTTPOutcome

    init(_ body: @escaping @Sendable (HTTPCall) async -> HTTPOutcome) {
        self.body = body
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        await body(call)
    }
}

extension HTTPCall {
    static func make(port: Int, path: String = "/", body: String = "") -> HTTPCall {
        HTTPCall(
            request: HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1:\(port)", path: path),
            body: Array(body.utf8))
    }
}

func withServer(
    _ handler: any HTTPHandler, _ body: (SystemNetwork, Int) async throws -> Void
) async throws {
    let network = try SystemNetwork()
    let server = try await network.listen(ListenEndpoint(), handler: handler)
    do {
        try await body(network, server.port)
    } catch {
        await server.close()
        await network.shutdown()
        throw error
    }
    await server.close()
    await network.shutdown()
}
