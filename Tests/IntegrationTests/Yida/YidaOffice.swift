import Logging
import Seams
import VirtualTime

@testable import Integration

/// Yida's reader, the deliverer and the notices over one store, worked one after the other.
struct YidaOffice {
    let time = ManualTime()
    let store: ItemStore
    let yida: FakeYida
    let kingdee: FakeKingdee
    /// One for each application.
    let readers: [YidaReader]
    let deliverer: Deliverer
    let sender: NoticeSender
    let desk: CaseDesk
    let metrics = Metrics()

    init(
        _ database: (any RelationalStore)? = nil, settings: YidaSettings = YidaSettings(),
        forms: [YidaForm] = [.request], policy: DeliveryPolicy = DeliveryPolicy()
    ) async throws {
        let time = time
        let store = try ItemStore(database ?? EmbeddedStore(MemoryDatabase()))
        try await store.migrate()
        self.store = store
        yida = FakeYida(time: time)
        kingdee = FakeKingdee(time: time, faults: [])
        let routes = try RouteTable(forms.map { .yida(of: $0) })
        var settings = settings
        if settings.applications.isEmpty {
            let apps = forms.compactMap(\.app)
            settings.applications =
                apps.isEmpty
                ? [YidaApplication(appType: "APP_X")] : Set(apps).sorted().map { YidaApplication(appType: $0) }
        }
        let gate = CallGate(
            limit: policy.callLimit, backoff: policy.backoff, time: time, randomness: SeededRandomness(seed: Seed(1)),
            metrics: metrics
        ) { _ in }
        readers = settings.applications.map { [store, yida, metrics, settings] application in
            let role = YidaReader.role(of: application, in: settings)
            return YidaReader(
                store: store, routes: routes, yida: yida, settings: settings, application: application.appType,
                gate: gate, metrics: metrics, time: time, logger: .silent, signal: WakeSignal(),
                documents: WakeSignal(), leadership: Leadership(role, in: store.database, time: time))
        }
        let dingTalk = FakeDingTalk(time: time)
        deliverer = Deliverer(
            store: store, routes: routes, dingTalk: dingTalk, yida: yida, kingdee: kingdee, policy: policy,
            rereads: RereadSchedule(every: .seconds(60)), writesBack: false, gate: gate, time: time, metrics: metrics,
            logger: .silent)
        sender = NoticeSender(
            store: store, dingTalk: dingTalk, yida: yida, routes: routes, policy: policy, gate: gate, time: time,
            logger: .silent)
        desk = CaseDesk(store: store, routes: routes, policy: policy, time: time, logger: .silent)
    }

    /// One pass of an application's reader.
    func list(_ application: Int = 0) async throws {
        let now = time.now
        let taken = try await store.database.takeTerm("yida \(application)", until: now + .seconds(15), at: now)
        guard let term = taken else { throw LostTerm() }
        _ = try await readers[application].pass(under: term)
    }

    struct LostTerm: Error {}

    /// Works on documents and notices until nothing is due within so many seconds.
    func work(until seconds: Int64 = 60) async throws {
        let end = time.now + .seconds(seconds)
        for _ in 0..<1000 {
            let items = try await deliverer.claim(limit: 16)
            for item in items { await deliverer.deliver(item) }
            let notices = try await sender.claim(limit: 16)
            for notice in notices { await sender.send(notice) }
            guard items.isEmpty, notices.isEmpty else { continue }
            let dues = [
                try await store.nextDue(after: time.now), try await store.nextNoticeDue(after: time.now),
            ].compactMap(\.self)
            guard let next = dues.min(), next < end else { return }
            time.advance(by: next - time.now)
        }
    }

    func item(_ instance: String = "F-1") async throws -> Item? { try await store.items(of: instance).first }

    func state(_ instance: String = "F-1") async throws -> ItemState? { try await item(instance)?.progress.state }
}
