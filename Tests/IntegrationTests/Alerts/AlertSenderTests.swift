import Foundation
import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct AlertSenderTests {
    /// A sender that leads, with one alert about a dead letter put down.
    private struct Bench {
        let time = ManualTime()
        let network: ScriptedNetwork
        let sender: AlertSender
        let store: AlertStore
        let term: LeadershipTerm

        init(_ answer: @escaping ScriptedNetwork.Answer) async throws {
            let time = time
            let database = EmbeddedStore(try MemoryDatabase())
            try await ItemStore(database).migrate()
            let network = ScriptedNetwork(answer)
            self.network = network
            let metrics = Metrics()
            let randomness = SeededRandomness(seed: Seed(1))
            var settings = AlertSettings()
            settings.robot = .init()
            settings.robot?.token = Secret("robot-token-0123456789")
            settings.robot?.secret = Secret("SECabc")
            settings.robot?.atMobiles = [Secret("13800138000")]
            settings.hook = .init()
            settings.hook?.url = "https://ops.example.com/alerts?team=1"
            settings.hook?.secret = Secret("hook-secret")
            store = AlertStore(database: database)
            let office = AlertOffice()
            let taken = try await database.takeTerm("alerts", until: time.now + .seconds(9000), at: time.now)
            let term = try #require(taken)
            self.term = term
            office.term = term
            sender = AlertSender(
                store: store,
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "ding", appSecret: "app-secret"), network: network, time: time,
                    randomness: randomness),
                network: network, settings: settings, office: office, policy: DeliveryPolicy(),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: metrics
                ) { _ in }, metrics: metrics, time: time, logger: .silent)
            let condition = AlertCondition(
                rule: .deadLetter, subject: "INST-1 form", since: time.now, detail: "no such item")
            _ = try await store.apply(
                [.open(condition, isFiring: true)], under: term, until: time.now + .seconds(9000), at: time.now,
                settings)
        }

        func states() async throws -> [String] {
            try await store.messages(about: [1]).map { "\($0.receiver) \($0.state)" }
        }

        func sendRobot() async throws { for batch in try await sender.claimRobot() { await sender.send(batch) } }
        func callHook() async throws { for message in try await sender.claimHooks(5) { await sender.call(message) } }
    }

    private static let ok: ScriptedNetwork.Answer = { _ throws(NetworkError) in .json(#"{"errcode":0,"errmsg":"ok"}"#) }

    @Test func saysItSignedWithTheTextAndAKey() async throws {
        let bench = try await Bench(AlertSenderTests.ok)
        try await bench.sendRobot()
        let call = try #require(bench.network.calls.first)
        #expect(call.path == "/robot/send" && call.request.authority == "oapi.dingtalk.com")
        #expect(call.query.hasPrefix("access_token=robot-token-0123456789&timestamp=1768440600000&sign="))
        let body = try JSONValue(parsing: call.body)
        let text = body["markdown"]?["text"]?.text ?? ""
        #expect(text.hasPrefix("### 集成告警\n\n- **告警 A1 死信** INST-1 form：no such item（始于 2026-01-15 09:30:00）"))
        #expect(text.hasSuffix("@13800138000"))
        #expect(body["msgUuid"]?.text?.utf8.count == 26)
        #expect(try await bench.states() == ["robot sent", "hook pending"])
        // Whom it mentions is nobody's business but the robot's.
        let rows = try await bench.store.database.read { try $0.rows("SELECT text FROM alert_messages") }
        for row in rows { #expect(!(try row.get(0, as: String.self)).contains("13800138000")) }
    }

    /// The reference's vectors `robot-webhook-sign` and `robot-webhook-sign-plus-slash`.
    @Test(arguments: [
        ("1577262236757", "NpnFljuq53FjN0EP0dOrJ1tRbrvHxxFjg6riik45R7M%3D"),
        ("1577262236766", "9Ln0n%2BPgJ0S5HrbJrHo5BQALB5uJX%2F4cMLiNJMXWjqk%3D"),
    ])
    func signsAsTheReferenceDoes(timestamp: String, sign: String) {
        let secret = Secret("SECfake0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab")
        let made = DingTalkClient.robotSign(timestamp: timestamp, secret: secret)
        #expect(PercentEncoding.encode(made) == sign)
    }

    @Test func anUnknownOutcomeIsSentAgainWithTheSameKey() async throws {
        let answers = Mutex(0)
        let bench = try await Bench { _ throws(NetworkError) in
            guard
                answers.withLock({
                    $0 += 1
                    return $0
                }) > 1
            else { throw .outcomeUnknown("cut") }
            return .json(#"{"errcode":0}"#)
        }
        try await bench.sendRobot()
        #expect(try await bench.states() == ["robot sending", "hook pending"])
        bench.time.advance(by: .seconds(30))
        try await bench.sendRobot()
        let keys = try bench.network.calls.map { try JSONValue(parsing: $0.body)["msgUuid"]?.text }
        #expect(keys.count == 2 && keys[0] == keys[1])
        #expect(try await bench.states() == ["robot sent", "hook pending"])
    }

    @Test func aRobotThatIsTooFastWaitsForTenMinutes() async throws {
        let bench = try await Bench { _ throws(NetworkError) in
            .json(#"{"errcode":660026,"errmsg":"sending too many messages per minute"}"#)
        }
        try await bench.sendRobot()
        #expect(try await bench.states() == ["robot pending", "hook pending"])
        let due = try await bench.sender.nextBatch()
        #expect(due == bench.time.now + .seconds(600))
    }

    @Test func aRefusalIsTriedAgainForADayAndThenShown() async throws {
        let bench = try await Bench { _ throws(NetworkError) in .json(#"{"errcode":310000,"errmsg":"sign not match"}"#)
        }
        try await bench.sendRobot()
        #expect(try await bench.states() == ["robot pending", "hook pending"])
        bench.time.advance(by: .seconds(86_400))
        try await bench.sendRobot()
        let refused = try await bench.store.messages(about: [1])[0]
        #expect(refused.state == "refused" && refused.reason?.contains("sign not match") == true)
        #expect(refused.reason?.contains("robot-token") == false)
    }

    @Test func signsTheWebHook() async throws {
        let bench = try await Bench { _ throws(NetworkError) in
            HTTPReply(.noContent, contentType: "text/plain", body: "")
        }
        try await bench.callHook()
        let call = try #require(bench.network.calls.first)
        #expect(call.request.scheme == "https" && call.request.authority == "ops.example.com")
        #expect(call.request.path == "/alerts?team=1")
        let body = try JSONValue(parsing: call.body)
        #expect(body["rule"]?.text == "dead-letter" && body["state"]?.text == "firing")
        #expect(
            body["since"]?.text == "2026-01-15T01:30:00.000Z" && body["id"]?.text == call.header("X-Rehearsal-Nonce"))
        // echo -n "$T\n$N\n$BODY" | openssl dgst -sha256 -hmac hook-secret
        #expect(call.header("X-Rehearsal-Timestamp") == "1768440600")
        #expect(call.header("X-Rehearsal-Signature")?.utf8.count == 64)
        #expect(try await bench.states() == ["robot pending", "hook sent"])
    }

    @Test(arguments: [500, 429, 404]) func aHookThatRefusesHearsItAgain(status: Int) async throws {
        let answers = Script(status, 200)
        let bench = try await Bench { _ throws(NetworkError) in .json("{}", status: answers.next()) }
        try await bench.callHook()
        #expect(try await bench.states() == ["robot pending", "hook sending"])
        bench.time.advance(by: .seconds(400))
        try await bench.callHook()
        #expect(try await bench.states() == ["robot pending", "hook sent"])
        #expect(bench.network.calls[0].body == bench.network.calls[1].body)
    }

    @Test func nothingLeavesAProcessThatDoesNotLead() async throws {
        let bench = try await Bench(AlertSenderTests.ok)
        _ = try await bench.store.database.takeTerm(
            "alerts", until: bench.time.now + .seconds(9), at: bench.time.now)
        try await bench.sendRobot()
        try await bench.callHook()
        #expect(bench.network.calls.isEmpty && bench.sender.office.term == nil)
    }
}
