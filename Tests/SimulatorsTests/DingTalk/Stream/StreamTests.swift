import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Stream mode: opening, frames, acknowledgements, pings, the end (reference, sections 7.6 to 7.8).
@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
    let bench = DingTalkBench()

    private var refusals: [String] {
        bench.facts.compactMap { if case .eventRefused(_, _, _, let reason) = $0 { reason } else { nil } }
    }
    private var acknowledged: Int {
        bench.facts.count { if case .eventAcknowledged = $0 { true } else { false } }
    }

    @Test(arguments: [
        ("http://127.0.0.1:18600/", "ws://127.0.0.1:18600/connect"), ("https://fake.test", "wss://fake.test/connect"),
        ("", "ws://dingtalk.test/connect"),
    ])
    func answersItsOwnAddress(baseURL: String, endpoint: String) async throws {
        bench.simulator.setBaseURL(baseURL)
        let answer = try await StreamClient.open(bench, [])
        #expect(answer.status == 200)
        #expect(answer.body["endpoint"] == .string(endpoint))
        #expect(answer.body["ticket"]?.string?.count == 36)
    }

    @Test
    func refusesWrongCredentials() async throws {
        let answer = try await bench.call(
            .post, "/v1.0/gateway/connections/open", ["clientId": "x", "clientSecret": "y", "subscriptions": []])
        #expect(answer.status == 400)
        #expect(answer.body["code"] == "invalidClientIdOrSecret")
    }

    @Test
    func takesATicketOnceWithinNinetySeconds() async throws {
        func ticket() async throws -> String { try await StreamClient.open(bench, []).body["ticket"]?.string ?? "" }
        func isUpgraded(_ ticket: String) async -> Bool {
            if case .webSocket = await StreamClient.upgrade(bench, ticket) { true } else { false }
        }
        let first = try await ticket()
        #expect(await isUpgraded(first))
        #expect(await !isUpgraded(first))
        let second = try await ticket()
        bench.time.advance(by: .seconds(90))
        #expect(await !isUpgraded(second))
        #expect(await !isUpgraded("unknown"))
    }

    @Test
    func sendsFramesWhoseHeadersAreTexts() async throws {
        let id = try bench.submit()
        try await bench.whileDelivering {
            try await StreamClient.connect(bench) { client in
                for _ in 0..<2 {
                    let frame = try #require(await client.next())
                    let headers = try #require(frame["headers"]?.members)
                    #expect(frame["specVersion"] == "1.0")
                    #expect(frame["type"] == "EVENT")
                    #expect(headers.allSatisfy { $0.value.string != nil })
                    #expect(
                        headers.map(\.key) == [
                            "topic", "messageId", "contentType", "time", "eventType", "eventId", "eventCorpId",
                            "eventBornTime", "eventUnifiedAppId",
                        ])
                    #expect(frame["headers"]?["topic"] == "*")
                    #expect(frame["headers"]?["eventCorpId"] == .string(bench.world.corpID))
                    let data = try JSON(parsing: frame["data"]?.string ?? "")
                    #expect(data["processInstanceId"] == .string(id))
                    #expect(data["EventType"] == nil)
                    client.acknowledge(frame)
                }
                await bench.until { bench.simulator.pendingEvents() == 0 }
                #expect(bench.simulator.subscribers.streamConnections == 1)
            }
        }
        #expect(acknowledged == 2)
        #expect(bench.simulator.subscribers.streamConnections == 0)
        #expect(bench.facts.contains { if case .eventSent(_, id, 1, "stream", false) = $0 { true } else { false } })
    }

    /// What the clients really send; an acknowledgement without a status counts as taken (official Python client).
    @Test(arguments: [
        (200, #"{"status":"SUCCESS","message":"success"}"#, nil),
        (200, #"{"processInstanceId":"echoed"}"#, nil), (200, #"{"response":null,"status":"SUCCESS"}"#, nil),
        (200, #"{"status":"LATER","message":"later"}"#, "acknowledged with status LATER"),
        (500, #"{"status":"LATER"}"#, "acknowledged with code 500"), (404, #"{}"#, "acknowledged with code 404"),
    ])
    func judgesAcknowledgements(code: Int, data: String, refusal: String?) throws {
        let message: JSON = [
            "code": .number(code), "headers": ["messageId": "m1"], "message": "", "data": .string(data),
        ]
        let ack = try #require(StreamAck(message.text))
        #expect(ack.messageID == "m1")
        #expect(ack.refusal == refusal)
    }

    @Test
    func redeliversWithTheSameEventIDAndAnotherMessageID() async throws {
        try await bench.whileDelivering {
            try await StreamClient.connect(bench) { client in
                await bench.until { bench.simulator.subscribers.streamConnections == 1 }
                _ = try bench.submit()
                var first: [String: JSON] = [:]
                for data: JSON in [["status": "LATER"], ["status": "SUCCESS"]] {
                    let frame = try #require(await client.next())
                    first[frame["headers"]?["eventId"]?.string ?? ""] = frame["headers"]?["messageId"]
                    client.acknowledge(frame, data: data)
                }
                await bench.until { refusals.count == 1 && acknowledged == 1 }
                await bench.until { bench.time.sleepers >= 2 }
                bench.time.advance(by: .seconds(10))
                let again = try #require(await client.next())
                let id = try #require(again["headers"]?["eventId"]?.string)
                #expect(first[id] != nil)
                #expect(first[id] != again["headers"]?["messageId"])
                client.acknowledge(again)
                await bench.until { bench.simulator.pendingEvents() == 0 }
            }
        }
        #expect(refusals == ["acknowledged with status LATER"])
    }

    @Test
    func countsSilenceOfThreeSecondsAndALostConnectionAsRefusal() async throws {
        try await bench.whileDelivering {
            try await StreamClient.connect(bench) { client in
                await bench.until { bench.simulator.subscribers.streamConnections == 1 }
                _ = try bench.submit()
                _ = await client.next()
                _ = await client.next()
                client.send("no acknowledgement at all")
                await bench.until {
                    bench.time.nextDeadline == bench.time.now + .seconds(3) && bench.time.sleepers == 3
                }
                bench.time.advance(by: .seconds(3))
                await bench.until { refusals.count == 2 }
                await bench.until { bench.time.nextDeadline == bench.time.now + .seconds(7) }
                bench.time.advance(by: .seconds(7))
                _ = await client.next()
                _ = await client.next()
            }
            await bench.until { refusals.count == 4 }
        }
        #expect(refusals.first == "no acknowledgement within 3s")
        #expect(refusals.last == "the stream connection was lost")
    }

    @Test
    func countsNoConnectionThatSubscribedToNoEvents() async throws {
        try await StreamClient.connect(
            bench, subscriptions: [["type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"]]
        ) { _ in
            #expect(bench.simulator.subscribers.streamConnections == 0)
        }
    }

    @Test
    func spreadsEventsOverTheConnections() async throws {
        try await bench.whileDelivering {
            try await StreamClient.connect(bench) { left in
                try await StreamClient.connect(bench) { right in
                    await bench.until { bench.simulator.subscribers.streamConnections == 2 }
                    for _ in 0..<10 { _ = try bench.submit() }
                    let counts = await withTaskGroup(of: Int.self) { group in
                        for client in [left, right] {
                            group.addTask {
                                var count = 0
                                while let frame = await client.next() {
                                    count += 1
                                    client.acknowledge(frame)
                                }
                                return count
                            }
                        }
                        await bench.until { bench.simulator.pendingEvents() == 0 }
                        group.cancelAll()
                        return await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(counts.reduce(0, +) == 20)
                    #expect(counts.allSatisfy { $0 > 0 })
                }
            }
        }
    }

    @Test
    func pingsAndCutsWhoeverDoesNotAnswer() async throws {
        try await StreamClient.connect(bench) { client in
            await bench.advance(by: .seconds(60))
            let ping = try #require(await client.next())
            #expect(ping["type"] == "SYSTEM")
            #expect(ping["headers"]?["topic"] == "ping")
            let opaque = try JSON(parsing: ping["data"]?.string ?? "")
            #expect(opaque["opaque"] != nil)
            bench.time.advance(by: .seconds(1))
            client.acknowledge(ping, data: opaque)
            await bench.advance(by: .seconds(60))
            #expect(await client.next()?["headers"]?["topic"] == "ping")
            #expect(!client.isClosed)
            await bench.advance(by: .seconds(60))
            await bench.until { client.isClosed }
        }
    }

    @Test
    func saysThatTheConnectionExpiresAndCutsItTenSecondsLater() async throws {
        try await StreamClient.connect(bench) { client in
            await bench.until { bench.simulator.subscribers.streamConnections == 1 }
            _ = try await bench.simulator.control("POST", ["stream", "disconnect"], [:])
            let frame = try #require(await client.next())
            #expect(frame["headers"]?["topic"] == "disconnect")
            #expect(frame["data"] == #"{"reason":"connection is expired"}"#)
            #expect(bench.simulator.subscribers.streamConnections == 0)
            await bench.advance(by: .seconds(10))
            await bench.until { client.isClosed }
        }
    }
}
