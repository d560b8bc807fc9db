import Logging
import Seams
import VirtualTime

@testable import Integration

/// A store, its deliverer and a person's desk, worked one due item after the other: time moves only in between.
struct DeliveryOffice {
    let time = ManualTime()
    let store: ItemStore
    let dingTalk: FakeDingTalk
    let kingdee: FakeKingdee
    let desk: CaseDesk
    let deliverer: Deliverer
    let metrics = Metrics()
    let routes: RouteTable

    init(
        routes: [Route] = [.make()], faults: [PlannedFault] = [], policy: DeliveryPolicy = DeliveryPolicy(),
        transfers: Int = 8, batch: Int = 1, onRevoke: RevocationRule = .alert, logger: Logger = .silent
    ) async throws {
        let (store, time) = (ItemStore(try MemoryDatabase()), time)
        try await store.migrate()
        self.store = store
        dingTalk = FakeDingTalk(time: time, faults: faults.filter { $0.operation.platform == .dingTalk })
        kingdee = FakeKingdee(time: time, faults: faults.filter { $0.operation.platform == .kingdee })
        let routes = try RouteTable(routes)
        self.routes = routes
        var policy = policy
        policy.onRevoke = onRevoke
        let gate = CallGate(
            limit: policy.callLimit, backoff: policy.backoff, time: time, randomness: SeededRandomness(seed: Seed(1)),
            metrics: metrics
        ) { platform in
            for reason in WaitReason.ending(with: platform) {
                _ = try? await store.wake(reason, at: time.now)  // in memory: does not fail
            }
        }
        desk = CaseDesk(store: store, routes: routes, policy: policy, time: time, logger: .silent)
        deliverer = Deliverer(
            store: store, routes: routes, dingTalk: dingTalk, kingdee: kingdee,
            batches: batch > 1
                ? BatchedWrites(kingdee: kingdee, size: batch, gate: gate, limit: policy.callLimit, time: time) : nil,
            policy: policy, rereads: RereadSchedule(every: .seconds(60)), writesBack: true,
            files: AttachmentPorts(source: dingTalk, target: kingdee), transfers: transfers, gate: gate, time: time,
            metrics: metrics, logger: logger)
    }

    func receive(_ instance: ApprovalInstance, _ news: Arrival.News = .over) async throws {
        dingTalk.put(instance)
        let event = ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: instance.id)
        _ = try await store.receive(
            event, Arrival(keys: routes.keys(flow: "PROC-CLAIM", instance: instance.id), news: news), at: time.now,
            rereadAt: time.now + .seconds(60))
    }

    /// Tells that the approval is over, without changing what DingTalk shows.
    func announce(_ instance: String = "INST-1", change: String) async throws {
        let news: Arrival.News = change == "finish" ? .over : .withdrawn
        let event = ArrivedEvent(id: "e-\(change)", type: "bpms_instance_change", change: change, instance: instance)
        _ = try await store.receive(
            event, Arrival(keys: routes.keys(flow: "PROC-CLAIM", instance: instance), news: news), at: time.now,
            rereadAt: time.now + .seconds(60))
    }

    /// Works until nothing is due before `end`, by default within an hour; returns the first approval's item.
    @discardableResult
    func work(until end: Timestamp? = nil) async throws -> Item? {
        let end = end ?? time.now + .seconds(3600)
        for _ in 0..<100_000 {
            let items = try await deliverer.claim(limit: 16)
            for item in items { await deliverer.deliver(item) }
            guard items.isEmpty else { continue }
            guard let next = try await store.nextDue(after: time.now), next < end else { break }
            time.advance(by: next - time.now)
        }
        return try await store.items(of: "INST-1").first
    }
}
