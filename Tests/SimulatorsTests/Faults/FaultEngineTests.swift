import Seams
import Simulators
import Testing
import VirtualTime

@Suite
struct FaultEngineTests {
    @Test
    func decidesTheSameWhateverTheOrderOfArrival() throws {
        let calls = (0..<500).map { CallFacts.save("DT\($0)") }
        let forwards = try Bench(["fault": "lost-after-commit", "probability": "0.3"])
        let backwards = try Bench(["fault": "lost-after-commit", "probability": "0.3"])
        let first = Dictionary(uniqueKeysWithValues: calls.map { ($0.key, forwards.strikes($0)) })
        let second = Dictionary(uniqueKeysWithValues: calls.reversed().map { ($0.key, backwards.strikes($0)) })
        #expect(first == second)
        let share = Double(first.values.count { $0 }) / 500
        #expect(abs(share - 0.3) < 0.06)
    }

    @Test
    func decidesOtherwiseForAnotherSeed() throws {
        let calls = (0..<200).map { CallFacts.save("DT\($0)") }
        let one = try Bench(["fault": "lost-after-commit", "probability": "0.5"], seed: 1)
        let two = try Bench(["fault": "lost-after-commit", "probability": "0.5"], seed: 2)
        #expect(calls.map(one.strikes) != calls.map(two.strikes))
    }

    @Test
    func strikesOnlyTheFirstAttemptsAtAKey() throws {
        let bench = try Bench(["fault": "connection-cut", "attempts": "2"])
        #expect((1...4).map { _ in bench.strikes(.save("A")) } == [true, true, false, false])
        #expect(bench.strikes(.save("B")))
    }

    @Test
    func aimsAtPlatformOperationFormAndKey() throws {
        let bench = try Bench([
            "fault": "connection-cut", "on": "kingdee.Save", "forms": "ER_ExpReimbursement", "key": "DT",
        ])
        #expect(bench.strikes(.save("DT1")))
        #expect(!bench.strikes(.save("XX1")))
        #expect(
            !bench.strikes(CallFacts(platform: .kingdee, operation: "Submit", key: "DT1", form: "ER_ExpReimbursement")))
        #expect(!bench.strikes(CallFacts(platform: .kingdee, operation: "Save", key: "DT1", form: "GL_VOUCHER")))
        #expect(
            !bench.strikes(CallFacts(platform: .dingTalk, operation: "Save", key: "DT1", form: "ER_ExpReimbursement")))
    }

    @Test
    func keepsToItsWindowAndRecordsIt() throws {
        let bench = try Bench(["fault": "connection-cut", "at": "1s", "for": "2s", "name": "cut"])
        #expect(!bench.strikes(.save("A")))
        bench.time.advance(by: .seconds(1))
        #expect(bench.strikes(.save("A")))
        bench.time.advance(by: .seconds(2))
        #expect(!bench.strikes(.save("A")))
        let facts = bench.history.events().map(\.fact)
        #expect(facts.contains { if case .faultArmed("cut", "connection-cut", _) = $0 { true } else { false } })
        #expect(facts.contains(.faultDisarmed(rule: "cut")))
        #expect(bench.engine.firings == ["cut": 1])
    }

    @Test
    func recordsAWindowThatMetNoTraffic() throws {
        let bench = try Bench(["fault": "connection-cut", "at": "1s", "for": "1s", "name": "cut"])
        bench.time.advance(by: .milliseconds(1500))
        bench.engine.refresh()
        bench.time.advance(by: .seconds(1))
        bench.engine.refresh()
        #expect(bench.engine.firings == ["cut": 0])
        #expect(bench.history.events().count == 2)
    }

    @Test
    func limitsTheRateAndPunishes() throws {
        let bench = try Bench(["fault": "rate-limit", "calls": "3", "per": "1s", "penalty": "5s"])
        #expect((1...5).map { bench.strikes(.save("A\($0)")) } == [false, false, false, true, true])
        bench.time.advance(by: .seconds(4))
        #expect(bench.strikes(.save("B")))
        bench.time.advance(by: .seconds(1))
        #expect(!bench.strikes(.save("C")))
        #expect(!bench.strikes(CallFacts(platform: .kingdee, operation: "Audit", key: "C")))
    }

    @Test
    func endsEveryFaultWhenDisarmed() throws {
        let bench = try Bench(["fault": "connection-cut"])
        #expect(bench.strikes(.save("A")))
        bench.engine.disarm()
        #expect(!bench.strikes(.save("A")))
    }

    @Test
    func strikesDeliveriesByInstanceAndAttempt() throws {
        let bench = try Bench(["fault": "event-dropped", "attempts": "1"])
        let delivery = DeliveryFacts(type: "bpms_instance_change", event: "e1", instance: "P1", attempt: 1)
        #expect(bench.engine.effects(on: delivery) == [.drop])
        #expect(bench.engine.effects(on: delivery) == [])
    }
}

@Suite
struct FaultReadingTests {
    @Test(arguments: [
        (["fault": "lost-aftr-commit"], "fault: unknown fault 'lost-aftr-commit'; did you mean 'lost-after-commit'?"),
        (["on": "kingdee"], "fault: is missing; write for example fault: lost-after-commit"),
        (["fault": "delay", "by": "2"], "by: '2' is no duration; write for example 250ms, 2s or 1m"),
        (["fault": "delay", "bye": "2s"], "bye: unknown setting; did you mean 'by'?"),
        (
            ["fault": "delay", "on": "kingdeee"],
            "on: 'kingdeee' is neither dingtalk nor kingdee, nor one of them with an operation"
        ),
        (["fault": "delay", "probability": "2"], "probability: '2' is no number from 0 to 1"),
        (["fault": "gateway-outage", "status": "200"], "status: '200' is no whole number from 502 to 504"),
        (
            ["fault": "link-reset"],
            "link: says which link: dingtalk, kingdee, or core (DingTalk's callbacks to the core)"
        ),
        (["fault": "error-reply"], "reason: is missing; write for example reason: '-1'"),
    ])
    func namesTheMistakeAndTheRemedy(members: [String: String], message: String) {
        #expect {
            _ = try FaultRule(members, index: 0)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test
    func readsEveryFaultOfTheCatalogue() throws {
        for type in FaultCatalog.all {
            var members = ["fault": type.name]
            if type is any LinkFault.Type { members["link"] = "kingdee" }
            if type.name == "error-reply" { members["reason"] = "-1" }
            let rule = try FaultRule(members, index: 2)
            #expect(rule.id == "3-\(type.name)")
        }
        #expect(Set(FaultCatalog.all.map { $0.name }).count == FaultCatalog.all.count)
    }
}

/// An engine with one rule, a clock that is turned by hand, and a history.
struct Bench {
    let time = ManualTime()
    let history: History
    let engine: FaultEngine

    init(_ members: [String: String], seed: UInt64 = 7) throws {
        history = History(time: time)
        engine = FaultEngine(time: time, history: history)
        engine.install(FaultPlan(seed: Seed(seed), rules: [try FaultRule(members, index: 0)]), origin: time.now)
    }

    func strikes(_ call: CallFacts) -> Bool {
        !engine.effects(on: call, number: 1).isEmpty
    }
}

extension CallFacts {
    static func save(_ number: String) -> CallFacts {
        CallFacts(platform: .kingdee, operation: "Save", key: number, form: "ER_ExpReimbursement")
    }
}
