import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct CatchUpTests {
    struct Setup {
        let time = ManualTime()
        let store: ItemStore
        let dingTalk: FakeDingTalk
        let catchUp: CatchUp
        let intake: Intake
        let metrics = Metrics()

        init(faults: [PlannedFault] = [], flows: [String] = ["PROC-CLAIM"]) async throws {
            store = ItemStore(try MemoryDatabase())
            try await store.migrate()
            dingTalk = FakeDingTalk(time: time, faults: faults)
            let routes = try RouteTable(flows.map { .make(flow: $0) })
            let gate = CallGate(
                limit: .seconds(20), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
                metrics: metrics
            ) { _ in }
            let signal = WakeSignal()
            catchUp = CatchUp(
                store: store, routes: routes, dingTalk: dingTalk, settings: CatchUpSettings(), gate: gate, time: time,
                metrics: metrics, logger: .silent, signal: signal)
            intake = Intake(
                store: store, routes: routes, rereads: RereadSchedule(every: .seconds(60)), time: time,
                metrics: metrics, logger: .silent, signal: signal)
        }

        var states: [String: ItemState] {
            get async throws {
                try await store.items(state: nil, limit: 100).reduce(into: [:]) {
                    $0[$1.key.instance] = $1.progress.state
                }
            }
        }
    }

    @Test func findsWhatNoEventToldOf() async throws {
        let setup = try await Setup()
        setup.dingTalk.put(.make(id: "A"))
        setup.dingTalk.put(.make(id: "B"), processCode: "PROC-OTHER")
        setup.time.advance(by: .seconds(10))
        #expect(await setup.catchUp.pass(rereading: false))
        #expect(try await setup.states == ["A": .received])
    }

    @Test func movesItsCheckpointOnlyWhenItListed() async throws {
        let setup = try await Setup(faults: [PlannedFault(operation: .listInstances, call: 1, fault: .requestLost)])
        setup.dingTalk.put(.make(id: "A"))
        setup.time.advance(by: .seconds(10))
        #expect(await setup.catchUp.pass(rereading: false) == false)
        #expect(try await setup.store.position(of: "PROC-CLAIM") == nil)
        #expect(await setup.catchUp.pass(rereading: false))
        #expect(try await setup.store.position(of: "PROC-CLAIM") == setup.time.now - .seconds(2))
        #expect(try await setup.states == ["A": .received])
    }

    @Test func findsAfterALongBreakWhatWasMadeMeanwhile() async throws {
        let setup = try await Setup()
        _ = await setup.catchUp.pass(rereading: true)
        for day in 0..<5 {
            setup.time.advance(by: .seconds(86_400))
            setup.dingTalk.put(.make(id: "DAY-\(day)"))
        }
        setup.time.advance(by: .seconds(60))
        #expect(await setup.catchUp.pass(rereading: true))
        #expect(try await setup.states.count == 5)
        #expect(setup.dingTalk.calls(.listInstances) > 5)  // a listing covers at most a day
    }

    @Test func goesBackBeforeItsCheckpointForListingsThatLag() async throws {
        let setup = try await Setup()
        setup.time.advance(by: .seconds(600))
        setup.dingTalk.put(.make(id: "LATE"))
        let hidden = setup.time.now
        setup.time.advance(by: .seconds(60))
        _ = try await setup.store.catchUp([], cursor: "PROC-CLAIM", to: hidden + .seconds(50), at: setup.time.now)
        #expect(await setup.catchUp.pass(rereading: false))
        #expect(try await setup.states == ["LATE": .received])
    }

    @Test func readsRunningApprovalsAgainWhenAsked() async throws {
        let setup = try await Setup()
        _ = await setup.intake.accept(.make(instance: "RUNNING", change: "start"), from: .callback)
        #expect(try await setup.store.claim(limit: 9, at: setup.time.now, lease: setup.time.now).isEmpty)
        _ = await setup.catchUp.pass(rereading: true)
        #expect(try await setup.store.claim(limit: 9, at: setup.time.now, lease: setup.time.now).count == 1)
    }

    @Test(arguments: [
        (IncomingEvent.make(change: "finish"), ["INST-1": ItemState.received]),
        (.make(change: "terminate"), ["INST-1": .received]),
        (.make(change: "start"), ["INST-1": .open]),
        (.make(processCode: nil), ["INST-1": .received]),  // an older payload; there is only one form
        (.make(processCode: "PROC-OTHER"), [:]),
        (.make(type: "bpms_task_change"), [:]),
        (.make(instance: nil), [:]),
    ])
    func storesWhatAnEventAnnounces(event: IncomingEvent, expected: [String: ItemState]) async throws {
        let setup = try await Setup()
        #expect(await setup.intake.accept(event, from: .stream))
        #expect(try await setup.states == expected)
    }

    @Test func leavesAnUnnamedFormToTheListingWhenThereAreSeveral() async throws {
        let setup = try await Setup(flows: ["PROC-CLAIM", "PROC-TRIP"])
        #expect(await setup.intake.accept(.make(processCode: nil), from: .callback))
        #expect(try await setup.states.isEmpty)
    }

    @Test(arguments: [(0, 60), (60, 60), (3600, 450), (86_400, 10_800), (30 * 86_400, 43_200)])
    func looksAtOldApprovalsLessOften(age: Int, pause: Int) {
        let now = Timestamp(seconds: 1_768_440_600)
        let schedule = RereadSchedule(every: .seconds(60))
        #expect(schedule.next(after: now, created: now - .seconds(age)) == now + .seconds(pause))
    }
}
