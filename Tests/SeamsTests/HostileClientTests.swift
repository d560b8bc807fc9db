import HTTPTypes
import Seams
import Synchronization
import Testing

/// Clients that connect and say little, or two things at once, to a server that holds them to something.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HostileClientTests {
    private static let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    private func withLimits(
        _ change: (inout ListenLimits) -> Void = { _ in }, bodyBytesMax: Int = 1 << 20,
        handler: any HTTPHandler = Echo(), _ body: (Int) async throws -> Void
    ) async throws {
        var limits = ListenLimits()
        limits.headWithin = .milliseconds(300)
        limits.bodyWithin = .milliseconds(300)
        limits.idleFor = .milliseconds(300)
        change(&limits)
        let network = try SystemNetwork()
        let server = try await network.listen(
            ListenEndpoint(bodyBytesMax: bodyBytesMax, limits: limits), handler: handler)
        let result: Result<Void, any Error>
        do { result = .success(try await body(server.port)) } catch { result = .failure(error) }
        await server.close()
        await network.shutdown()
        try result.get()
    }

    @Test func hangsUpOnWhoSaysNothing() async throws {
        try await withLimits { port in
            let silent = try RawClient(port: port)
            #expect(silent.receiveAll() == "")
            let slow = try RawClient(port: port)
            slow.send("GET / HTTP/1.1\r\nHost:")
            #expect(slow.receiveAll() == "")
        }
    }

    @Test func answersTooSlowABodyOnce() async throws {
        try await withLimits { port in
            let slow = try RawClient(port: port)
            slow.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n12")
            #expect(slow.receiveAll()?.hasPrefix("HTTP/1.1 408 ") == true)
        }
    }

    /// A byte now and then is no excuse: the whole head and the whole body have their time.
    @Test func isNotFooledByAByteNowAndThen() async throws {
        for start in [
            "GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n",
        ] {
            try await withLimits { port in
                let slow = try RawClient(port: port)
                slow.send(start)
                let began = ContinuousClock().now
                while slow.send("a"), ContinuousClock().now - began < .seconds(10) {
                    try await Task.sleep(for: .milliseconds(20))  // the attack itself
                }
                #expect(ContinuousClock().now - began < .seconds(10), "\(start.prefix(4))")
            }
        }
    }

    @Test func closesWhatIsIdle() async throws {
        try await withLimits { port in
            let client = try RawClient(port: port)
            client.send(HostileClientTests.request)
            let reply = client.receiveAll()
            #expect(reply?.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }

    @Test func keepsPatienceWithAHandlerThatTakesLong() async throws {
        let handler = Outcome { _ in
            try? await Task.sleep(for: .milliseconds(900))
            return .reply(HTTPReply(.ok, contentType: "text/plain", body: "late"))
        }
        try await withLimits(handler: handler) { port in
            let client = try RawClient(port: port)
            client.send(HostileClientTests.request)
            #expect(client.receiveAll()?.hasSuffix("late") == true)
        }
    }

    @Test(arguments: [(20, 4), (4, 20)])
    func serves(connections: Int, ofOne: Int) async throws {
        let change: (inout ListenLimits) -> Void = {
            $0.connectionsMax = connections
            $0.connectionsOfOneMax = ofOne
            ($0.headWithin, $0.idleFor) = (.seconds(20), .seconds(20))
        }
        try await withLimits(change) { port in
            let first = try RawClient(port: port)
            let second = try RawClient(port: port)
            let third = try RawClient(port: port)
            do {
                let fourth = try RawClient(port: port)
                // All four are in before the fifth comes.
                let replies = [ask(first), ask(second), ask(third), ask(fourth)]
                #expect(replies.allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") })
                let fifth = try RawClient(port: port)
                fifth.send(HostileClientTests.request)
                #expect(fifth.receiveAll() == "")
            }
            for client in 0..<3 {  // those that were there are served
                let text = client == 0 ? ask(first) : client == 1 ? ask(second) : ask(third)
                #expect(text.hasPrefix("HTTP/1.1 200 "))
            }
            // And when some are gone, there is room again.
            var isServed = false
            while !isServed {
                try Task.checkCancellation()
                let next = try RawClient(port: port)
                next.send(HostileClientTests.request)
                isServed = next.receive().hasPrefix("HTTP/1.1 200 ")
            }
        }
    }

    private func ask(_ client: borrowing RawClient) -> String {
        client.send(HostileClientTests.request)
        return client.receive()
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: x\r\n\r\n", "414"),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n", "431"),
        ("GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "X: 12345678901234567890\r\n", count: 2000))\r\n", "431"),
    ])
    func refusesALargeHead(request: String, status: String) async throws {
        try await withLimits { port in
            let client = try RawClient(port: port)
            client.send(request)
            let reply = client.receiveAll() ?? "nothing"
            #expect(reply.isEmpty || reply.hasPrefix("HTTP/1.1 \(status) "), "\(reply.prefix(80))")
        }
    }

    @Test func cutsOffWhoAsksWithoutEndAndWaitsForNothing() async throws {
        let seen = Mutex(0)
        let gate = AsyncStream<Void>.makeStream()
        let handler = Outcome { _ in
            seen.withLock { $0 += 1 }
            for await _ in gate.stream {}
            return .reply(HTTPReply(.ok, contentType: "text/plain", body: "x"))
        }
        try await withLimits(handler: handler) { port in
            let client = try RawClient(port: port)
            for _ in 0..<2000 where !client.send(HostileClientTests.request) { break }
            #expect(client.receiveAll() == "")
            // The first may have been cut off before it was begun; none is begun beside it.
            #expect(seen.withLock { $0 } <= 1)
            gate.continuation.finish()
        }
    }

    /// A reply that nobody reads holds its connection for a while, and no longer.
    @Test(arguments: ["keep-alive", "close"])
    func hangsUpOnWhoNeverReads(connection: String) async throws {
        let handler = Outcome { call in
            let isLarge = call.path == "/large"
            return .reply(
                HTTPReply(.ok, contentType: "text/plain", body: String(repeating: "x", count: isLarge ? 32 << 20 : 1)))
        }
        let change: (inout ListenLimits) -> Void = { $0.connectionsMax = 1 }
        try await withLimits(change, handler: handler) { port in
            let deaf = try RawClient(port: port, takesLittle: true)
            #expect(ask(deaf).hasPrefix("HTTP/1.1 200 "))  // it is in before the next one
            deaf.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: \(connection)\r\n\r\n")
            var isServed = false
            while !isServed {
                try Task.checkCancellation()
                let next = try RawClient(port: port)
                next.send(HostileClientTests.request)
                isServed = next.receive().hasPrefix("HTTP/1.1 200 ")
            }
            #expect((deaf.receiveAll() ?? "nothing").utf8.count < 32 << 20)
        }
    }

    /// Requests whose end two readers see at different places: refused, and what hides behind is never served.
    @Test(arguments: [
        "Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 50", "Content-Length: 4, 50", "Content-Length: +4", "Content-Length: -4",
        "Content-Length: 4 4", "Content-Length: 0x4", "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding : chunked", "X: a\r\n Transfer-Encoding: chunked", "Transfer-Encoding:\u{0B}chunked",
        "Content-Length: 4\r\nHost: evil.example",
    ])
    func refusesWhatHasTwoEnds(fields: String) async throws {
        let seen = Mutex<[String]>([])
        let handler = Outcome { call in
            seen.withLock { $0.append(String(call.path)) }
            return .reply(HTTPReply(.ok, contentType: "text/plain", body: "x"))
        }
        try await withLimits(handler: handler) { port in
            let client = try RawClient(port: port)
            client.send(
                "POST /first HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
            )
            let reply = client.receiveAll() ?? "nothing"
            #expect(reply.hasPrefix("HTTP/1.1 400 ") || reply.isEmpty, "\(reply.prefix(200))")
            #expect(seen.withLock { $0 } == [], "\(fields)")
        }
    }
}
