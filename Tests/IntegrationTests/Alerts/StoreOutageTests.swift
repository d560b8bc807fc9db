import Foundation
import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// A store that takes nothing: operators hear of it all the same.
@Suite(.timeLimit(.minutes(1))) struct StoreOutageTests {
    private static let settings: AlertSettings = {
        var settings = AlertSettings()
        settings.robot = .init()
        settings.robot?.token = Secret("robot-token-0123456789")
        settings.hook = .init()
        settings.hook?.url = "https://ops.example.com/alerts"
        settings.hook?.secret = Secret("hook-secret")
        return settings
    }()

    /// The core's watch over a store that can be switched off.
    private struct Bench {
        let time = ManualTime()
        let network: ScriptedNetwork
        let database: SwitchableStore
        let watch: AlertWatch
        let task: Task<Void, Never>

        init(_ settings: AlertSettings = StoreOutageTests.settings) async throws {
            let network = ScriptedNetwork { _ throws(NetworkError) in .json(#"{"errcode":0,"errmsg":"ok"}"#) }
            self.network = network
            let embedded = EmbeddedStore(try MemoryDatabase())
            try await ItemStore(embedded).migrate()
            database = SwitchableStore(store: embedded)
            let (metrics, randomness, office) = (Metrics(), SeededRandomness(seed: Seed(1)), AlertOffice())
            let gate = CallGate(
                limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: metrics
            ) { _ in }
            let dingTalk = DingTalkClient(
                settings: DingTalkSettings(appKey: "ding", appSecret: "app-secret"), network: network, time: time,
                randomness: randomness)
            let store = AlertStore(database: database)
            let watch = AlertWatch(
                store: store, items: ItemStore(database), settings: settings, office: office,
                sender: AlertSender(
                    store: store, dingTalk: dingTalk, network: network, settings: settings, office: office,
                    policy: DeliveryPolicy(), gate: gate, metrics: metrics, time: time, logger: .silent),
                flows: { [] }, hasStream: false, dingTalk: dingTalk, gate: gate, metrics: metrics, time: time,
                logger: .silent, signal: WakeSignal(), posts: [])
            self.watch = watch
            task = Task { await watch.run() }
        }

        /// Lets the watch look every five seconds until so much time is over.
        func pass(_ duration: Duration) async throws {
            let end = time.now + duration
            while time.now < end {
                let looks = database.calls
                time.advance(by: .seconds(5))
                watch.signal.wake()
                while database.calls == looks { await Task.yield() }
                // The look ends when the next alarm is set.
                while time.sleepers == 0 { await Task.yield() }
            }
        }

        func end() async {
            watch.signal.stop()
            await task.value
        }

        func said() throws -> [String] {
            try network.calls.map { call in
                let body = try JSONValue(parsing: call.body)
                return body["state"]?.text ?? body["markdown"]?["text"]?.text ?? ""
            }
        }
    }

    @Test func isToldFromMemoryOnceAndItsEndByTheStore() async throws {
        let bench = try await Bench()
        try await bench.pass(.seconds(10))
        bench.database.isOff = true
        try await bench.pass(.seconds(25))
        #expect(bench.network.calls.isEmpty)
        try await bench.pass(.seconds(60))
        let said = try bench.said()
        #expect(said.count == 2)
        #expect(said[0].contains("**告警 A0 存储不可写**：disk I/O error"))
        #expect(said[1] == "firing")
        bench.database.isOff = false
        try await bench.pass(.seconds(10))
        let open = try await bench.watch.store.open()
        #expect(open.map(\.rule) == [.storeFailing] && open[0].told != nil)
        try await bench.pass(.seconds(60))
        let over = try await bench.watch.store.messages(about: open.map(\.id))
        #expect(over.map { "\($0.receiver) \($0.kind)" } == ["robot over", "hook over"])
        await bench.end()
    }

    @Test func aShortOneIsNotTold() async throws {
        let bench = try await Bench()
        try await bench.pass(.seconds(10))
        bench.database.isOff = true
        try await bench.pass(.seconds(20))
        bench.database.isOff = false
        try await bench.pass(.seconds(60))
        #expect(bench.network.calls.isEmpty)
        #expect(try await bench.watch.store.alerts(state: nil, limit: 9).isEmpty)
        await bench.end()
    }

    @Test func whoIsTold() {
        let start = Timestamp(seconds: 1_768_440_600)
        var settings = StoreOutageTests.settings
        var outage = StoreOutage(reason: "full", since: start)
        #expect(outage.due(settings, at: start + .seconds(29)) == [])
        #expect(outage.due(settings, at: start + .seconds(30)) == [.robot, .hook])
        let number = outage.number(to: .robot)
        outage.wasNotTold(nextTry: start + .seconds(40))
        #expect(outage.due(settings, at: start + .seconds(39)) == [])
        #expect(outage.number(to: .robot) == number)
        outage.wasTold(by: .robot, at: start + .seconds(40))
        #expect(outage.due(settings, at: start + .seconds(41)) == [.hook])
        #expect(outage.due(settings, at: start + .seconds(40) + settings.repeatEvery) == [.robot, .hook])
        #expect(outage.number(to: .robot) != number)
        settings.rules[.storeFailing] = .init()
        settings.rules[.storeFailing]?.isOn = false
        #expect(outage.due(settings, at: start + .seconds(9000)) == [])
    }
}

/// A store that takes nothing while it is switched off, and still shows what it has, as SQLite on a full disk does.
private final class SwitchableStore: RelationalStore {
    private let store: any RelationalStore
    private let state = Mutex((isOff: false, calls: 0))

    init(store: any RelationalStore) {
        self.store = store
    }

    var isOff: Bool {
        get { state.withLock { $0.isOff } }
        set { state.withLock { $0.isOff = newValue } }
    }

    /// How often it was asked for something.
    var calls: Int { state.withLock { $0.calls } }

    var dialect: SQLDialect { store.dialect }

    private func count() { state.withLock { $0.calls += 1 } }

    private func refuse() throws {
        if isOff { throw SQLError("disk I/O error", code: "10") }
    }

    func commit<Result: Sendable>(
        _ change: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        count()
        try refuse()
        return try await store.commit(change)
    }

    func read<Result: Sendable>(
        _ query: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        count()
        return try await store.read(query)
    }

    func listen(to channel: String, _ onChange: @escaping @Sendable () -> Void) async {}
    func close() async throws {}
}
