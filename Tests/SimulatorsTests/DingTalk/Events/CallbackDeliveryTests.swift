import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Events by encrypted HTTP callback: the push, the judgement of the reply, redelivery, the failed list.
@Suite(.timeLimit(.minutes(1)))
struct CallbackDeliveryTests {
    let bench: DingTalkBench
    let network: DirectNetwork
    let receiver: CallbackReceiver

    init() throws {
        network = DirectNetwork()
        bench = DingTalkBench(network: network)
        receiver = try #require(CallbackReceiver(bench.world, ownerKey: bench.world.appKey))
        network.connect("core.test:8080", to: receiver)
    }

    private let url = "http://core.test:8080/dingtalk/callback"

    private func count(_ matches: (HistoryFact) -> Bool) -> Int { bench.facts.count(where: matches) }

    private var acknowledged: Int { count { if case .eventAcknowledged = $0 { true } else { false } } }
    private var refused: Int { count { if case .eventRefused = $0 { true } else { false } } }
    private var givenUp: Int { count { if case .eventGivenUp = $0 { true } else { false } } }

    private func aim(_ rule: [String: String]) throws {
        let type = ["operations": "bpms_instance_change"]
        let plan = FaultPlan(rules: [try FaultRule(rule.merging(type) { first, _ in first }, index: 0)])
        bench.faults.install(plan, origin: bench.time.now)
    }

    @Test
    func probesTheURLOfTheConsole() async throws {
        try await bench.simulator.configureCallback(url: url)
        let probe = try #require(receiver.pushes.first)
        #expect(probe.message == ["EventType": "check_url"])
        #expect(probe.isSignedRightly)
        #expect(probe.query["timestamp"] == String(bench.time.now.milliseconds))
        #expect(probe.query["nonce"]?.count == 8)
        #expect(bench.simulator.subscribers == .init(hasCallback: true, streamConnections: 0))
    }

    @Test(arguments: [
        (CallbackReceiver.Behaviour.plainSuccess, "the reply is no JSON object with 'encrypt'"),
        (.status(500), "HTTP 500"), (.status(302), "HTTP 302"), (.text("ok"), "the reply decrypts to 'ok'"),
        (.wrongSignature, "900005 the reply's signature is wrong"),
        (.otherOwner, "900010 the owner key inside is 'somebody'"),
    ])
    func acceptsNothingButTheEncryptedSuccess(behaviour: CallbackReceiver.Behaviour, reason: String) async throws {
        receiver.answer(behaviour)
        await #expect(
            throws: ControlError(
                "the callback URL \(url) did not answer check_url with the encrypted 'success': \(reason)")
        ) { try await bench.simulator.configureCallback(url: url) }
        #expect(!bench.simulator.subscribers.hasCallback)
    }

    @Test
    func saysThatTheURLCannotBeReached() async throws {
        for url in ["http://nobody.test/", "ftp://x"] {
            await #expect(throws: ControlError.self) { try await bench.simulator.configureCallback(url: url) }
        }
    }

    @Test
    func deliversSignedEventsAndRecordsTheAcknowledgement() async throws {
        try await bench.simulator.configureCallback(url: url)
        let id = try bench.submit()
        try bench.simulator.finish(id, .agree, due: nil)
        #expect(bench.simulator.pendingEvents() == 4)
        try await bench.whileDelivering { await bench.until { bench.simulator.pendingEvents() == 0 } }
        let pushes = receiver.pushes.dropFirst()
        #expect(pushes.count == 4)
        #expect(pushes.allSatisfy { $0.isSignedRightly })
        #expect(pushes.allSatisfy { $0.message["corpId"] == .string(bench.world.corpID) })
        #expect(pushes.allSatisfy { $0.message["eventId"] != nil })
        #expect(acknowledged == 4)
        #expect(bench.facts.contains { if case .eventSent(_, id, 1, "callback", false) = $0 { true } else { false } })
    }

    @Test
    func redeliversTheSameEventUntilItIsTaken() async throws {
        try await bench.simulator.configureCallback(url: url)
        try await bench.whileDelivering {
            receiver.answer(.status(500), .plainSuccess)
            _ = try bench.submit()
            await bench.until { refused == 2 }
            await bench.advance(by: .seconds(10))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        let ids = receiver.pushes.dropFirst().compactMap { $0.message["eventId"]?.string }
        #expect(ids.count == 4)
        #expect(Set(ids).count == 2)
        #expect(acknowledged == 2)
    }

    @Test
    func givesUpAfterThreeAttemptsAndListsTheEvent() async throws {
        let time = ManualTime()
        let bench = DingTalkBench(network: SilentNetwork(time: time), time: time)
        bench.simulator.step { state, _ in
            state.callback = CallbackConfiguration(consoleURL: url, world: bench.world)
        }
        let id = try bench.submit()
        let start = time.now
        try await bench.whileDelivering {
            for (wait, sleepers) in [(2500, 2), (7500, 1), (2500, 2), (27_500, 1), (2500, 2)] {
                await bench.advance(by: .milliseconds(wait), sleepers: sleepers)
            }
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        #expect(time.now - start == .milliseconds(42_500))
        let sent = bench.history.events().compactMap { event -> Duration? in
            if case .eventSent = event.fact { event.time - start } else { nil }
        }
        #expect(sent == [.zero, .zero, .seconds(10), .seconds(10), .seconds(40), .seconds(40)])
        #expect(bench.facts.count { if case .eventGivenUp(_, id) = $0 { true } else { false } } == 2)
        let path = "/call_back/get_call_back_failed_result?access_token=\(try await bench.token())"
        #expect(try await bench.call(.get, path).body["failed_list"] == [])
        time.advance(by: .seconds(180))
        let first = try await bench.call(.get, path).body
        #expect(first["has_more"] == false)
        #expect(first["failed_list"]?.array?.count == 2)
        let entry = first["failed_list"]?.array?.first { $0["call_back_tag"] == "bpms_instance_change" }
        #expect(entry?["bpms_instance_change"]?["bpmsCallBackData"]?["processInstanceId"] == .string(id))
        #expect(try await bench.call(.get, path).body["failed_list"] == [])
    }

    @Test
    func refusesByScheduleWhenNobodySubscribed() async throws {
        _ = try bench.submit()
        try await bench.whileDelivering {
            await bench.until { refused == 2 }
            await bench.advance(by: .seconds(10))
            await bench.until { refused == 4 }
            try await bench.simulator.configureCallback(url: url)
            await bench.advance(by: .seconds(30))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        #expect(acknowledged == 2)
        #expect(
            bench.facts.contains {
                if case .eventRefused(_, _, 1, "no stream connection is open and no callback is configured") = $0 {
                    true
                } else {
                    false
                }
            })
    }

    // Faults

    @Test(arguments: ["true", "false"])
    func duplicates(newID: String) async throws {
        try await bench.simulator.configureCallback(url: url)
        try aim(["fault": "event-duplicated", "copies": "2", "every": "20ms", "new-id": newID])
        _ = try bench.submit()
        try await bench.whileDelivering {
            await bench.advance(by: .milliseconds(20))
            await bench.advance(by: .milliseconds(20))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        let pushes = receiver.pushes.map(\.message).filter { $0["EventType"] == "bpms_instance_change" }
        #expect(pushes.count == 3)
        #expect(Set(pushes.map { $0["processInstanceId"] }).count == 1)
        #expect(Set(pushes.map { $0["eventId"] }).count == (newID == "true" ? 3 : 1))
        #expect(count { if case .eventSent(_, _, _, _, true) = $0 { true } else { false } } == 2)
    }

    @Test
    func losesForGood() async throws {
        try await bench.simulator.configureCallback(url: url)
        try aim(["fault": "event-lost"])
        _ = try bench.submit()
        try await bench.whileDelivering { await bench.until { bench.simulator.pendingEvents() == 0 } }
        #expect(receiver.pushes.count { $0.message["EventType"] == "bpms_instance_change" } == 0)
        #expect(acknowledged == 1)
        #expect(givenUp == 0)
        #expect(bench.faults.firings == ["1-event-lost": 1])
    }

    @Test
    func dropsOneAttempt() async throws {
        try await bench.simulator.configureCallback(url: url)
        try aim(["fault": "event-dropped", "attempts": "1"])
        _ = try bench.submit()
        try await bench.whileDelivering {
            await bench.until { refused == 1 && acknowledged == 1 }
            await bench.advance(by: .seconds(10))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        #expect(receiver.pushes.count { $0.message["EventType"] == "bpms_instance_change" } == 1)
        #expect(bench.faults.firings == ["1-event-dropped": 1])
    }

    @Test
    func delays() async throws {
        try await bench.simulator.configureCallback(url: url)
        try aim(["fault": "event-delayed", "by": "3s"])
        _ = try bench.submit()
        try await bench.whileDelivering {
            await bench.until { acknowledged == 1 }
            await bench.advance(by: .seconds(3))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        #expect(receiver.pushes.last?.message["EventType"] == "bpms_instance_change")
        #expect(refused == 0)
    }

    @Test
    func signsWronglyAndThenRightly() async throws {
        try await bench.simulator.configureCallback(url: url)
        try aim(["fault": "event-signature-wrong", "attempts": "1"])
        _ = try bench.submit()
        try await bench.whileDelivering {
            await bench.until { refused == 1 }
            await bench.advance(by: .seconds(10))
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        let signed = receiver.pushes.filter { $0.message["EventType"] == "bpms_instance_change" }.map(\.isSignedRightly)
        #expect(signed == [false, true])
    }

    @Test
    func deliversHundredsOfEventsOnceEach() async throws {
        try await bench.simulator.configureCallback(url: url)
        try await bench.whileDelivering {
            for _ in 0..<100 { try bench.simulator.finish(try bench.submit(), .agree, due: nil) }
            await bench.until { bench.simulator.pendingEvents() == 0 }
        }
        let ids = receiver.pushes.dropFirst().compactMap { $0.message["eventId"]?.string }
        #expect(ids.count == 400)
        #expect(Set(ids).count == 400)
        #expect(acknowledged == 400)
    }
}
