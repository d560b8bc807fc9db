package import Logging
package import Seams

/// Carries one claimed item as far as it goes: performs what its machine asks for, and stores each step before the next
/// one is begun.
package struct Deliverer: Sendable {
    package let store: ItemStore
    package let routes: RouteTable
    package let dingTalk: any DingTalkPort
    /// Nil without Yida.
    package let yida: (any YidaPort)?
    package let kingdee: any KingdeePort
    /// Sends the writes of several documents together; nil sends each alone.
    package let batches: BatchedWrites?
    package let policy: DeliveryPolicy
    package let rereads: RereadSchedule
    /// Answers what mappings ask.
    package let oracle: any MappingOracle
    /// Whether people are told in DingTalk how it ended.
    package let writesBack: Bool
    /// Names of personal fields, which are shown in no reason.
    package let personalFields: [String]
    /// What files are moved by; nil where there is nothing.
    package let files: AttachmentPorts?
    let lane: TransferLane
    package let gate: CallGate
    package let time: any Time
    package let metrics: Metrics
    package let logger: Logger

    package init(
        store: ItemStore, routes: RouteTable, dingTalk: any DingTalkPort, yida: (any YidaPort)? = nil,
        kingdee: any KingdeePort, batches: BatchedWrites? = nil, policy: DeliveryPolicy, rereads: RereadSchedule,
        oracle: any MappingOracle = SilentOracle(), writesBack: Bool, personalFields: [String] = [],
        files: AttachmentPorts? = nil, transfers: Int = 8, gate: CallGate, time: any Time, metrics: Metrics,
        logger: Logger
    ) {
        self.store = store
        self.routes = routes
        self.dingTalk = dingTalk
        self.yida = yida
        self.kingdee = kingdee
        self.batches = batches
        self.policy = policy
        self.rereads = rereads
        self.oracle = oracle
        self.writesBack = writesBack
        self.personalFields = personalFields
        self.files = files
        lane = TransferLane(places: transfers)
        self.gate = gate
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// How long a worker may hold an item between two steps: longer than its longest call and the time in which such a
    /// call can still have an effect.
    package var leaseTime: Duration { policy.callLimit + policy.settle + .seconds(10) }

    /// As above, while files are moved.
    var fileLeaseTime: Duration { policy.uploadLimit + policy.settle + .seconds(10) }

    /// Takes at most `limit` due items.
    package func claim(limit: Int) async throws -> [Item] {
        try await store.claim(limit: limit, at: time.now, lease: time.now + leaseTime)
    }

    /// Works on a claimed item until it waits or rests.
    package func deliver(_ item: Item) async {
        do {
            try await carry(item)
        } catch is StaleClaim {
            metrics.fenced()
            logger.warning("stopped: the item was taken over", metadata: ["item": "\(item.key)"])
        } catch {
            // The lease keeps others away for a while; then the item is claimed again, and an intent looked up.
            logger.error("the step was not stored", metadata: ["item": "\(item.key)", "error": "\(error)"])
        }
    }

    private func carry(_ item: Item) async throws {
        guard let route = routes.route(of: item.key) else { return try await leaveAlone(item) }
        var work = DeliveryWork(item, route: route, policy: policy)
        var action = work.machine.resumed(at: time.now)
        while true {
            if work.mustConfirmRevocation() { action = .confirmRevocation }
            switch action {
            case .readInstance: action = try await begin(&work)
            case .save: action = try await save(&work)
            case .submit: action = try await submit(&work)
            case .audit: action = try await audit(&work)
            case .attach: action = try await attach(&work)
            case .lookUp: action = await lookUp(work.machine.progress, &work)
            case .compare(let document): action = try await compare(document, &work)
            case .confirmRevocation: action = await confirmRevocation(&work)
            case .undo(let step): action = try await undo(step, &work)
            case .pause(let pause): return try await store(pause, &work)
            case .rest: return try await storeRest(&work)
            }
        }
    }

    /// A mapping was removed while its items were on the way: they wait for it, rather than being thrown away.
    private func leaveAlone(_ item: Item) async throws {
        logger.warning("no mapping for the item; it waits for one", metadata: ["item": "\(item.key)"])
        var step = ItemStep(path: [], progress: item.progress)
        step.progress.reason = "no mapping turns instances of \(item.key.flow) into \(item.key.form)"
        step.due = time.now + .seconds(60)
        step.waiting = .retry
        try await store.store(step, of: item, at: time.now)
    }
}
