import HTTPTypes
import Seams
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TCPLinkTests {
    @Test
    func carriesRequestsWhenWhole() async throws {
        try await withLink { network, link in
            let reply = try await network.exchange(.make(port: link.port), timeout: .seconds(5))
            #expect(reply.text == "POST / ")
        }
    }

    @Test
    func refusesAndTakesItsPortBack() async throws {
        try await withLink { network, link in
            try await link.set(.refuse)
            await #expect { try await network.exchange(.make(port: link.port), timeout: .seconds(5)) } throws: {
                error in
                if case NetworkError.notSent = error { true } else { false }
            }
            try await link.set(.whole)
            let reply = try await network.exchange(.make(port: link.port), timeout: .seconds(5))
            #expect(reply.text == "POST / ")
        }
    }

    @Test
    func swallowsEverythingInABlackHoleAndDeliversAfterTheHeal() async throws {
        try await withLink { network, link in
            try await link.set(.blackHole)
            await #expect { try await network.exchange(.make(port: link.port), timeout: .milliseconds(100)) } throws: {
                if case NetworkError.outcomeUnknown = $0 { true } else { false }
            }
            async let late = network.exchange(.make(port: link.port, path: "/late"), timeout: .seconds(20))
            try await link.set(.whole)
            let reply = try await late
            #expect(reply.text == "POST /late ")
        }
    }

    @Test
    func resetsConnectionsThatCarrySomething() async throws {
        try await withLink { network, link in
            _ = try await network.exchange(.make(port: link.port), timeout: .seconds(5))
            try await link.set(.reset)
            await #expect { try await network.exchange(.make(port: link.port), timeout: .seconds(5)) } throws: {
                error in
                if case NetworkError.outcomeUnknown = error { true } else { false }
            }
        }
    }

    @Test
    func letsRequestsThroughAndSwallowsRepliesWhenCutOneWay() async throws {
        let arrivals = AsyncStream<String>.makeStream()
        let handler = Outcome { call in
            arrivals.continuation.yield(String(call.path))
            return .reply(HTTPReply(.ok, contentType: "text/plain", body: "done"))
        }
        try await withLink(handler) { network, link in
            try await link.set(.oneWay(towardsClient: false))
            await #expect(throws: NetworkError.self) {
                try await network.exchange(.make(port: link.port, path: "/x"), timeout: .milliseconds(500))
            }
            var iterator = arrivals.stream.makeAsyncIterator()
            #expect(await iterator.next() == "/x")
        }
    }

    @Test
    func addsItsLatencyAndKeepsTheOrder() async throws {
        try await withLink { network, link in
            try await link.set(.slow(latency: .milliseconds(30), jitter: .milliseconds(20)))
            let clock = ContinuousClock()
            let start = clock.now
            let body = String(repeating: "0123456789", count: 50_000)
            let reply = try await network.exchange(.make(port: link.port, body: body), timeout: .seconds(20))
            #expect(reply.text == "POST / \(body)")
            #expect(start.duration(to: clock.now) >= .milliseconds(60))
        }
    }

    private func withLink(
        _ handler: any HTTPHandler = Echo(), _ body: (SystemNetwork, TCPLink) async throws -> Void
    ) async throws {
        try await withServer(handler) { network, port in
            let link = try await TCPLink.open(targetPort: { port }, seed: Seed(1))
            do {
                try await body(network, link)
            } catch {
                await link.close()
                throw error
            }
            await link.close()
        }
    }
}
