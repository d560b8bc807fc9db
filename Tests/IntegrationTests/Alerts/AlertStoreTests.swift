import Foundation
import Seams
import Testing

@testable import Integration

@Suite(.timeLimit(.minutes(2))) struct AlertStoreTests {
    static let now = Timestamp(seconds: 1_768_440_600)
    let condition = AlertCondition(rule: .deadLetter, subject: "INST-1 form", since: now, detail: "no such item")

    static let settings: AlertSettings = {
        var settings = AlertSettings()
        settings.robot = AlertSettings.Robot()
        settings.hook = AlertSettings.Hook()
        return settings
    }()

    /// A store with its tables and the newest term of leading.
    struct Bench: Sendable {
        let store: AlertStore
        let term: LeadershipTerm

        init(_ database: any RelationalStore) async throws {
            try await ItemStore(database).migrate()
            store = AlertStore(database: database)
            let now = AlertStoreTests.now
            let term = try await database.takeTerm("alerts", until: now + .seconds(60), at: now)
            self.term = try #require(term)
        }

        @discardableResult
        func apply(_ changes: AlertChange..., after: Duration = .zero) async throws -> Int {
            try await store.apply(
                changes, under: term, until: now + .seconds(3600), at: now + after, AlertStoreTests.settings)
        }

        func batch(after: Duration = .zero) async throws -> RobotBatch? {
            try await store.claimBatch(
                spacing: .seconds(3), under: term, at: now + after, lease: now + after + .seconds(30))
        }

        func hooks(after: Duration = .zero) async throws -> [AlertMessage] {
            try await store.claimHooks(
                limit: 10, under: term, at: now + after, lease: now + after + .seconds(30))
        }

        func fate(_ fate: AlertFate, _ batch: RobotBatch, after: Duration = .zero) async throws {
            try await store.store(fate, of: batch.messages, to: .robot, at: now + after)
        }

        private var now: Timestamp { AlertStoreTests.now }
    }

    @Test(arguments: StoreEngine.allCases) func tellsEachReceiverOnceAndOnceMoreAtTheEnd(engine: StoreEngine)
        async throws
    {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            #expect(try await bench.apply(.open(condition, isFiring: true)) == 2)
            let open = try await bench.store.open()
            #expect(open.map(\.state) == [.firing] && open[0].told == AlertStoreTests.now)
            let batch = try #require(try await bench.batch())
            #expect(batch.messages.count == 1 && batch.messages[0].text.hasPrefix("- **告警 A1 死信** INST-1 form：no such"))
            // Under way: nobody else takes it.
            #expect(try await bench.batch(after: .seconds(10)) == nil)
            try await bench.fate(.sent, batch, after: .seconds(1))
            #expect(try await bench.batch(after: .seconds(10)) == nil)
            #expect(try await bench.store.alert(1)?.lastSent == AlertStoreTests.now + .seconds(1))
            let over = try await bench.apply(
                .over(open[0], ended: AlertStoreTests.now + .seconds(90)), after: .seconds(120))
            #expect(over == 2)
            #expect(try await bench.store.open().isEmpty)
            let last = try #require(try await bench.batch(after: .seconds(120)))
            #expect(last.messages.map(\.text) == ["- **已恢复 A1 死信** INST-1 form：持续 1 分 30 秒"])
            #expect(last.number != batch.number)
        }
    }

    @Test(arguments: StoreEngine.allCases) func oneOpenAlertForEachSubject(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try await bench.apply(.open(condition, isFiring: true))
            await #expect(throws: (any Error).self) { try await bench.apply(.open(condition, isFiring: true)) }
            #expect(try await bench.store.open().count == 1)
        }
    }

    @Test(arguments: StoreEngine.allCases) func theWebHookHearsOfTheBeginningFirst(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try await bench.apply(.open(condition, isFiring: true))
            let alert = try await bench.store.open()[0]
            try await bench.apply(.over(alert, ended: AlertStoreTests.now), after: .seconds(1))
            let first = try await bench.hooks(after: .seconds(2))
            #expect(first.count == 1 && first[0].text.contains(#""state":"firing""#))
            try await bench.store.store(
                .later(AlertStoreTests.now + .seconds(60), reason: "busy", mayHaveHappened: true), of: first, to: .hook,
                at: AlertStoreTests.now)
            #expect(try await bench.hooks(after: .seconds(3)).isEmpty)
            let again = try await bench.hooks(after: .seconds(60))
            #expect(again.map(\.number) == first.map(\.number) && again.map(\.text) == first.map(\.text))
            try await bench.store.store(.sent, of: again, to: .hook, at: AlertStoreTests.now)
            let over = try await bench.hooks(after: .seconds(61))
            #expect(over.count == 1 && over[0].text.contains(#""state":"over""#))
        }
    }

    @Test(arguments: StoreEngine.allCases) func combinesWhatWaitsAndKeepsADistance(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try await bench.apply(.open(condition, isFiring: true))
            let first = try #require(try await bench.batch())
            var other = condition
            other.subject = "INST-2 form"
            try await bench.apply(.open(other, isFiring: true))
            // The robot said that it was too fast: nothing happened, and all goes together later.
            let later = AlertStoreTests.now + .seconds(600)
            try await bench.fate(.later(later, reason: "too fast", mayHaveHappened: false), first)
            #expect(try await bench.batch(after: .seconds(2)) == nil)
            let second = try #require(try await bench.batch(after: .seconds(3)))
            #expect(second.messages.count == 1)
            try await bench.fate(.sent, second, after: .seconds(3))
            #expect(try await bench.store.nextBatch(spacing: .seconds(3)) == later)
            #expect(try await bench.batch(after: .seconds(600))?.messages.count == 1)
        }
    }

    /// An attempt that may have reached the robot is repeated as it was, with the same number, and nothing is added to it.
    @Test(arguments: StoreEngine.allCases) func repeatsAnUnknownOutcomeAsItWas(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try await bench.apply(.open(condition, isFiring: true))
            let first = try #require(try await bench.batch())
            var other = condition
            other.subject = "INST-2 form"
            try await bench.apply(.open(other, isFiring: true))
            let later = AlertStoreTests.now + .seconds(5)
            try await bench.fate(.later(later, reason: "no answer", mayHaveHappened: true), first)
            let again = try #require(try await bench.batch(after: .seconds(5)))
            #expect(again.number == first.number && again.messages.map(\.id) == first.messages.map(\.id))
            #expect(again.isRepeated)
            // A fate of the first attempt comes too late.
            await #expect(throws: StaleClaim.self) { try await bench.fate(.sent, first) }
            // The process died meanwhile.
            let third = try #require(try await bench.batch(after: .seconds(60)))
            #expect(third.number == first.number)
        }
    }

    @Test(arguments: StoreEngine.allCases) func whoDoesNotLeadStoresAndTakesNothing(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try await bench.apply(.open(condition, isFiring: true))
            _ = try await database.takeTerm("alerts", until: AlertStoreTests.now + .seconds(9), at: AlertStoreTests.now)
            await #expect(throws: LostLeadership.self) { try await bench.apply() }
            await #expect(throws: LostLeadership.self) { try await bench.batch() }
            await #expect(throws: LostLeadership.self) { try await bench.hooks() }
        }
    }

    @Test(arguments: StoreEngine.allCases) func silenceHoldsAlsoForWhatComesBack(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            let now = AlertStoreTests.now
            try await bench.apply(.open(condition, isFiring: true))
            let alert = try await bench.store.open()[0]
            try await bench.store.silence(alert, until: now + .seconds(600), by: "zhang", at: now)
            // Who heard of it hears of its end.
            let known = try #require(try await bench.store.alert(1))
            #expect(try await bench.apply(.over(known, ended: now), after: .seconds(60)) == 2)
            #expect(try await bench.apply(.open(condition, isFiring: true), after: .seconds(70)) == 0)
            let second = try await bench.store.open()[0]
            #expect(second.relapses == 1 && second.silencedBy == "zhang" && second.told == nil)
            #expect(try await bench.apply(.over(second, ended: now), after: .seconds(80)) == 0)
            let actions = try await database.read { database in
                try database.rows("SELECT action FROM audit WHERE kind = 'operation'").map {
                    try $0.get(0, as: String.self)
                }
            }
            #expect(actions == ["silence alert"])
        }
    }

    @Test(arguments: StoreEngine.allCases) func seesWhatWaitsForAPerson(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            let key = ItemKey(flow: "PROC-CLAIM", instance: "INST-9", form: "ER_ExpReimbursement")
            _ = try await ItemStore(database).receive(
                ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: "INST-9"),
                Arrival(keys: [key], news: .over), at: AlertStoreTests.now, rereadAt: AlertStoreTests.now)
            #expect(try await bench.store.evidence(flows: ["PROC-CLAIM"], at: AlertStoreTests.now) == AlertEvidence())
            _ = try await database.commit { try $0.execute("UPDATE items SET state = 'dead', reason = 'unknown item'") }
            let evidence = try await bench.store.evidence(flows: [], at: AlertStoreTests.now)
            #expect(evidence.deadCount == 1 && evidence.dead.map(\.subject) == ["INST-9 ER_ExpReimbursement"])
            #expect(evidence.dead[0].reason.hasSuffix(": unknown item"))
        }
    }

    @Test(arguments: StoreEngine.allCases) func countsApprovalsThatNoEventToldOf(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            let now = AlertStoreTests.now
            func find(_ instance: String, flow: String = "PROC-CLAIM", after: Duration) async throws {
                let key = ItemKey(flow: flow, instance: instance, form: "ER_ExpReimbursement")
                _ = try await ItemStore(database).catchUp(
                    [Arrival(keys: [key], news: .listed)], cursor: flow, to: now + after, at: now + after)
            }
            try await find("INST-1", after: .zero)
            let key = ItemKey(flow: "PROC-CLAIM", instance: "INST-2", form: "ER_ExpReimbursement")
            _ = try await ItemStore(database).receive(
                ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: "INST-2"),
                Arrival(keys: [key], news: .over), at: now + .seconds(1), rereadAt: now)
            // An event came after the first of them, and is of the second.
            #expect(try await bench.store.evidence(flows: ["PROC-CLAIM"], at: now).unannounced == nil)
            try await find("INST-3", after: .seconds(2))
            try await find("INST-4", flow: "yida", after: .seconds(3))
            try await find("INST-5", after: .seconds(9))
            let found = try await bench.store.evidence(flows: ["PROC-CLAIM"], at: now).unannounced
            #expect(found == .init(count: 2, first: now + .seconds(2), last: now + .seconds(9)))
        }
    }

    @Test(arguments: StoreEngine.allCases) func knowsHowTheOtherWorkersStand(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            let now = AlertStoreTests.now
            var standing = WorkerStanding()
            standing.breakers = [OpenBreaker(operation: .save, since: now)]
            standing.failing = [.init(loop: "stock", since: now, last: now, reason: "no")]
            standing.hasStream = true
            try await bench.store.keep(standing, at: now)
            // What this worker put down before it led is its own.
            #expect(try await bench.store.standings(after: now - .seconds(1)) == [])
            let body = standing.text
            _ = try await database.commit { database in
                for (worker, at) in [("b", now), ("a", now + .seconds(5)), ("c", now + .seconds(9))] {
                    try database.execute(
                        "INSERT INTO alert_standings (worker, at, body) VALUES (?, ?, ?)",
                        [.of(worker), .of(at), .of(worker == "c" ? "of a later release" : body)])
                }
            }
            #expect(try await bench.store.standings(after: now) == [standing])
            let left = try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM alert_standings") }
            #expect(left == 2)
        }
    }
}
