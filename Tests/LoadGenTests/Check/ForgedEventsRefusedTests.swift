import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import LoadGen
@testable import Simulators

@Suite struct ForgedEventsRefusedTests {
    /// Healthy approvals, and a fault that can send events with a wrong signature.
    private static func history() throws -> HistoryBuilder {
        let fault = try FaultCatalog.make("event-signature-wrong", [:])
        return HistoryBuilder.healthy { $0.faults = [FaultRule(id: "forged", fault: fault)] }
    }

    @Test(arguments: ["HTTP 401", "900005 the reply's signature is wrong", "the reply lacks msg_signature"])
    func passesWhatTheReceiverRefused(answer: String) throws {
        var history = try ForgedEventsRefusedTests.history()
        history.forge("A-1", answer: answer, at: 150)
        #expect(ForgedEventsRefused.check(history.record()) == .holds(examined: 1))
    }

    @Test func findsAForgedEventThatWasAcknowledged() throws {
        var history = try ForgedEventsRefusedTests.history()
        history.forge("A-1", answer: "HTTP 401", at: 150)
        history.forge("A-2", answer: "accepted in spite of a wrong signature", at: 250)
        let record = history.record()
        let verdict = ForgedEventsRefused.check(record)
        #expect(verdict.subjects == ["A-2"])
        #expect(verdict.messages == "acknowledged event forged-A-2, attempt 1, although its signature was wrong")
        #expect(verdict.findings.first?.message.zh == "事件 forged-A-2（第 1 次）签名错误，却被确认收到")
        let lines = record.events.filter { event in
            switch event.fact {
            case .eventSent("forged-A-2", _, _, _, _), .eventRefused("forged-A-2", _, _, _): true
            default: false
            }
        }
        #expect(verdict.findings.first?.evidence == lines.map(\.sequence))
        #expect(lines.count == 2 && Judgement(record).exitCode == 1)
    }

    @Test func namesTheEventWhenItIsOfNoInstance() throws {
        var history = try ForgedEventsRefusedTests.history()
        history.add(
            .eventRefused(event: "e", instance: nil, attempt: 1, reason: ForgedEventsRefused.acceptance), at: 150)
        #expect(ForgedEventsRefused.check(history.record()).subjects == ["e"])
    }

    /// What never reached the system, or what it never answered, shows nothing; nor does the refusal of a genuine event.
    @Test(arguments: ["not sent: refused", "outcome unknown: no reply within 2.5s", "the delivery was lost on its way"])
    func refusesToJudgeWhatWasNotAnswered(reason: String) throws {
        var history = try ForgedEventsRefusedTests.history()
        history.forge("A-1", answer: reason, at: 150)
        history.add(.eventRefused(event: "event-A-2", instance: "A-2", attempt: 2, reason: "HTTP 500"), at: 300)
        #expect(ForgedEventsRefused.check(history.record()).isUndecided)
    }

    @Test func doesNotTakeWhatAnotherFaultStruckForForged() throws {
        var history = try ForgedEventsRefusedTests.history()
        history.forge("A-1", answer: "HTTP 401", by: "delayed", at: 150)
        #expect(ForgedEventsRefused.check(history.record()).isUndecided)
    }

    @Test func refusesToJudgeAStream() throws {
        var history = try ForgedEventsRefusedTests.history()
        history.forge("A-1", answer: "the frame was lost on its way", channel: "stream", at: 150)
        let record = history.record()
        #expect(ForgedEventsRefused.check(record).isUndecided)
        #expect(Judgement(record).exitCode == 3)
    }

    /// A fault that a seed drew and that need not strike voids no run; what it struck counts all the same.
    @Test func isLeftOutWhereTheFaultNeedNotStrikeAndDidNot() throws {
        var history = try ForgedEventsRefusedTests.history()
        history.scenario.faults[0].mustFire = false
        #expect(!ForgedEventsRefused.applies(to: RunIndex(history.record())))
        #expect(Judgement(history.record()).exitCode == 0)
        history.forge("A-1", answer: "HTTP 401", at: 150)
        #expect(ForgedEventsRefused.applies(to: RunIndex(history.record())))
        history.forge("A-2", answer: ForgedEventsRefused.acceptance, at: 250)
        #expect(Judgement(history.record()).exitCode == 1)
    }

    @Test func refusesAnEmptyHistory() throws {
        let scenario = try ForgedEventsRefusedTests.history().scenario
        #expect(ForgedEventsRefused.check(RunRecord(scenario: scenario, events: [], claims: [:])).isUndecided)
    }

    @Test func appliesOnlyWithItsFault() throws {
        #expect(ForgedEventsRefused.applies(to: try ForgedEventsRefusedTests.history().scenario))
        #expect(!ForgedEventsRefused.applies(to: HistoryBuilder().scenario))
    }

    /// The words that the checker looks for are those that the simulator writes.
    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func judgesWhatTheSimulatorRecords(accepts: Bool) async throws {
        let scenario = try ForgedEventsRefusedTests.history().scenario
        let bench = DeliveryBench()
        let gate = try #require(Gate(bench.world, isTrusting: accepts))
        bench.network.connect("core.test", to: gate)
        try await bench.simulator.configureCallback(url: "http://core.test/")
        bench.faults.install(FaultPlan(rules: scenario.faults), origin: bench.time.now)
        let instance = try bench.simulator.submit(
            Submission(
                processCode: bench.world.templates[0].code, originator: bench.world.company.employees[0].userID,
                values: [], claim: nil))
        let verdict = await bench.whileDelivering {
            while !bench.hasRefusal { await Task.yield() }
            return ForgedEventsRefused.check(
                RunRecord(scenario: scenario, events: bench.history.events(), claims: [:]))
        }
        #expect(accepts ? Set(verdict.subjects) == [instance] : verdict.isHeld, "\(verdict)")
    }
}

extension HistoryBuilder {
    /// Strikes an event of its own, sends it with a wrong signature and lets the receiver answer.
    fileprivate mutating func forge(
        _ instance: String, answer: String, by rule: String = "forged", channel: String = "callback",
        at milliseconds: Int
    ) {
        let event = "forged-\(instance)"
        add(.eventCreated(event: event, type: "bpms_task_change", instance: instance), at: milliseconds)
        add(.faultFired(rule: rule, call: nil, target: "bpms_task_change \(instance)"), at: milliseconds)
        add(
            .eventSent(event: event, instance: instance, attempt: 1, channel: channel, copy: false), at: milliseconds)
        add(.eventRefused(event: event, instance: instance, attempt: 1, reason: answer), at: milliseconds + 2)
    }
}

/// A fake DingTalk with a network to one receiver.
private struct DeliveryBench {
    let time = ManualTime()
    let network = DirectNetwork()
    let world = DingTalkWorld(company: Company.make(seed: Seed(1), employees: 4, departments: 2))
    let history: History
    let faults: FaultEngine
    let simulator: DingTalkSimulator

    init() {
        history = History(time: time)
        faults = FaultEngine(time: time, history: history)
        simulator = DingTalkSimulator(
            world: world, time: time, randomness: SeededRandomness(seed: Seed(1)), history: history, faults: faults,
            network: network)
    }

    var hasRefusal: Bool {
        history.events().contains { if case .eventRefused = $0.fact { true } else { false } }
    }

    func whileDelivering<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await simulator.run() }
            defer { group.cancelAll() }
            return await body()
        }
    }
}

/// A receiver that knows the cipher; whether it minds a wrong signature is up to the test.
private struct Gate: HTTPHandler {
    let cipher: CallbackCipher
    let isTrusting: Bool

    init?(_ world: DingTalkWorld, isTrusting: Bool) {
        guard
            let cipher = CallbackCipher(
                token: world.callbackToken, aesKey: world.callbackAESKey, ownerKey: world.appKey)
        else { return nil }
        self.cipher = cipher
        self.isTrusting = isTrusting
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let query = URLEncodedText.members(call.query)
        let encrypted = (try? JSON(parsing: call.body))?["encrypt"]?.string ?? ""
        let (timestamp, nonce) = (query["timestamp"] ?? "", query["nonce"] ?? "")
        let isGenuine = query["signature"] == cipher.signature(timestamp: timestamp, nonce: nonce, encrypted: encrypted)
        guard isGenuine || isTrusting,
            let reply = try? cipher.encrypt("success", random: Array("0123456789abcdef".utf8))
        else { return .reply(HTTPReply(HTTPResponse.Status(code: 403), contentType: "text/plain", body: "")) }
        let body: JSON = [
            "msg_signature": .string(cipher.signature(timestamp: timestamp, nonce: nonce, encrypted: reply)),
            "timeStamp": .string(timestamp), "nonce": .string(nonce), "encrypt": .string(reply),
        ]
        return .reply(HTTPReply(.ok, contentType: "application/json", body: body.text))
    }
}
