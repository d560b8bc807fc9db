import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Callbacks over a stream, subscriptions, and the silence after `disconnect` (reference, sections 7.6 to 7.8).
@Suite(.timeLimit(.minutes(1)))
struct StreamCallbackTests {
    let bench = DingTalkBench()
    private let topic = "/v1.0/im/bot/messages/get"

    private var subscriptions: JSON { [["type": "CALLBACK", "topic": .string(topic)]] }

    private func send(_ data: JSON) async throws -> JSON? {
        try await bench.simulator.control("POST", ["stream", "callback"], ["topic": .string(topic), "data": data])
    }

    @Test
    func deliversARobotsMessageAndRecordsTheAcknowledgement() async throws {
        try await StreamClient.connect(bench, subscriptions: subscriptions) { client in
            await bench.until { bench.simulator.step { state, _ in state.connections.count } == 1 }
            async let answer = send(["text": ["content": "你好"], "msgtype": "text"])
            let frame = try #require(await client.next())
            #expect(frame["type"] == "CALLBACK")
            #expect(frame["headers"]?["topic"] == .string(topic))
            #expect(frame["headers"]?.members?.allSatisfy { $0.value.string != nil } == true)
            #expect(frame["headers"]?["connectionId"] != nil)
            #expect(frame["data"] == #"{"text":{"content":"你好"},"msgtype":"text"}"#)
            client.acknowledge(frame, data: ["response": "OK"])
            let shown = try await answer
            #expect(shown?["delivered"] == true)
            #expect(shown?["ack"]?["code"] == 200)
            #expect(shown?["ack"]?["data"] == #"{"response":"OK"}"#)
            let log = try await bench.simulator.control("GET", ["stream", "callbacks"], [:])
            #expect(log?["callbacks"]?.array?.count == 1)
        }
    }

    @Test
    func leavesTheContentOutWhenTheMonthIsUsedUp() async throws {
        _ = try await bench.simulator.control("PUT", ["limits"], ["pushesPerMonth": 0])
        try await StreamClient.connect(bench, subscriptions: subscriptions) { client in
            await bench.until { bench.simulator.step { state, _ in state.connections.count } == 1 }
            async let answer = send(["text": ["content": "你好"], "msgtype": "text"])
            let frame = try #require(await client.next())
            #expect(frame["data"] == #"{"msgtype":"text","errCode":20001}"#)
            client.acknowledge(frame)
            _ = try await answer
        }
    }

    @Test
    func needsASubscription() async throws {
        await #expect(throws: ControlError.self) { try await send([:]) }
        try await StreamClient.connect(bench) { _ in
            await bench.until { bench.simulator.subscribers.streamConnections == 1 }
            await #expect(throws: ControlError.self) { try await send([:]) }
        }
    }

    @Test(arguments: [
        #"[{"type":"EVENT","topic":"user_add_org"}]"#, #"[{"type":"CALLBACK","topic":"*"}]"#,
        #"[{"type":"OTHER","topic":"*"}]"#, #"["EVENT"]"#, #"{}"#, #"null"#,
    ])
    func refusesWrongSubscriptions(subscriptions: String) async throws {
        let answer = try await StreamClient.open(bench, try JSON(parsing: subscriptions))
        #expect(answer.status == 400)
        #expect(answer.body["code"] == "invalidParameter")
    }

    /// The connection is neither pinged nor cut before its ten seconds are over, though pings are due meanwhile.
    @Test
    func isSilentAfterDisconnect() async throws {
        let bench = DingTalkBench(delivery: DeliverySettings(pingInterval: .seconds(4)))
        try await StreamClient.connect(bench) { client in
            await bench.until { bench.simulator.subscribers.streamConnections == 1 }
            await bench.until { bench.time.sleepers >= 1 }
            _ = try await bench.simulator.control("POST", ["stream", "disconnect"], [:])
            let frame = try #require(await client.next())
            #expect(frame["headers"]?["topic"] == "disconnect")
            await bench.until { bench.time.sleepers == 2 }
            for wait in [4, 4] {
                await bench.advance(by: .seconds(wait), sleepers: 2)
                await bench.until { bench.time.sleepers == 2 }
                #expect(!client.isClosed)
            }
            await bench.advance(by: .seconds(2), sleepers: 2)
            await bench.until { client.isClosed }
        }
    }
}
