import HTTPTypes
import Logging
import Seams

/// The core's parts, wired.
struct CoreParts: Sendable {
    let store: ItemStore
    let readiness = Readiness()
    let intake: Intake
    let handler: any HTTPHandler
    /// Everything that `handler` answers.
    let routes: [ServedRoute]
    private let documents: Dispatcher<Item>
    private let notices: Dispatcher<Notice>
    private let catchUp: CatchUp
    private let requests: CatchUpRequests
    private let patrol: SharedStorePatrol
    private let flows: [any Flow]
    private let dictionaries: DictionaryKeeper?
    private let reload: MappingReload?
    private let workers: ScriptWorkers?
    private let monitor: MonitorParts

    init(
        configuration: Configuration, routes: RouteTable, records: RecordMappings, dingTalk: any DingTalkPort,
        kingdee: any KingdeePort,
        open: @escaping CallbackEndpoint.Open, seal: @escaping CallbackEndpoint.Seal, clients: PlatformClients?,
        surroundings: CoreSurroundings
    ) throws {
        let (database, network) = (surroundings.database, surroundings.network)
        let (time, randomness, logger) = (surroundings.time, surroundings.randomness, surroundings.logger)
        let (files, processes) = (surroundings.files, surroundings.processes)
        let store = ItemStore(database)
        let (signal, noticeSignal) = (WakeSignal(), WakeSignal())
        let requests = CatchUpRequests()
        let series = MinuteSeries(time: time)
        let metrics = Metrics(series: series)
        let policy = configuration.deliveryPolicy
        let rereads = RereadSchedule(every: configuration.catchUp.every)
        let gate = CallGate(
            limit: policy.callLimit, backoff: policy.backoff, time: time, randomness: randomness, metrics: metrics,
            onRefusal: { CoreParts.refused($0, logger) },
            onRecovery: { await CoreParts.recovered($0, store, time, logger, signal, requests) })
        let shelf = clients.map { DictionaryShelf(kingdee: $0.kingdee, gate: gate, store: database, time: time) }
        let workers = processes.map { ScriptWorkers(processes: $0, time: time, logger: logger) }
        let oracle = MappingAnswers(dictionaries: shelf, workers: workers)
        let reload = files.map { files in
            MappingReload(
                paths: configuration.mappingFiles, files: files, routes: routes, records: records,
                database: database, time: time, logger: logger, gather: { try MappingSet($0, configuration) },
                check: { ScriptWorkers.problem(of: $0, with: workers) },
                inForce: { await workers?.keepOnly($0) })
        }
        dictionaries = shelf.map {
            DictionaryKeeper(shelf: $0, routes: routes, records: records, time: time, logger: logger)
        }
        self.reload = reload
        self.workers = workers
        var yida: YidaClient?
        if let clients, let settings = configuration.yida {
            yida = YidaClient(dingTalk: clients.dingTalk, settings: settings)
        }
        let batch = configuration.delivery.batch
        let deliverer = Deliverer(
            store: store, routes: routes, dingTalk: dingTalk, yida: yida, kingdee: kingdee,
            batches: batch > 1
                ? BatchedWrites(kingdee: kingdee, size: batch, gate: gate, limit: policy.callLimit, time: time) : nil,
            policy: policy, rereads: rereads, oracle: oracle, writesBack: configuration.dingTalk.commentUser != nil,
            personalFields: configuration.personalFields,
            files: clients.map { AttachmentPorts(source: $0.dingTalk, target: $0.kingdee) },
            transfers: configuration.attachments.atOnce ?? max(1, configuration.delivery.workers / 2), gate: gate,
            time: time, metrics: metrics, logger: logger)
        let sender = NoticeSender(
            store: store, dingTalk: dingTalk, yida: yida, routes: routes, policy: policy, gate: gate, time: time,
            logger: logger)
        documents = Dispatcher(
            limit: configuration.delivery.workers, time: time, signal: signal, logger: logger,
            claim: { try await deliverer.claim(limit: $0) }, nextDue: { try await store.nextDue(after: $0) },
            perform: { item in
                await deliverer.deliver(item)
                noticeSignal.wake()
            })
        notices = Dispatcher(
            limit: 4, time: time, signal: noticeSignal, logger: logger,
            claim: { try await sender.claim(limit: $0) },
            nextDue: { try await store.nextNoticeDue(after: $0) }, perform: { await sender.send($0) })
        catchUp = CatchUp(
            store: store, routes: routes, dingTalk: dingTalk, settings: configuration.catchUp, gate: gate, time: time,
            metrics: metrics, logger: logger, signal: signal)
        let flows = try clients.map { clients in
            let parts = FlowParts(
                configuration: configuration, database: database, dingTalk: clients.dingTalk,
                kingdee: clients.kingdee, gate: gate, metrics: metrics, network: network,
                archive: surroundings.archive, documents: DocumentWork(routes: routes, signal: signal),
                records: records, oracle: oracle, time: time, randomness: randomness, logger: logger)
            return try FlowCatalog.all.compactMap { try $0(parts) }
        }
        self.flows = flows ?? []
        patrol = SharedStorePatrol(
            store: store, time: time, logger: logger,
            wakes: [signal, noticeSignal] + self.flows.flatMap(\.shared))
        let intake = Intake(
            store: store, flows: self.flows, routes: routes, rereads: rereads, time: time, metrics: metrics,
            logger: logger,
            signal: signal)
        monitor = MonitorParts(
            configuration: configuration, store: store,
            desk: CaseDesk(
                store: store, routes: routes, policy: policy, oracle: oracle, time: time, logger: logger),
            routes: routes, readiness: readiness, metrics: metrics, series: series, gate: gate, signal: signal,
            personalFields: configuration.personalFields,
            resources: self.flows.flatMap(\.resources) + [
                MappingResource(
                    reload: reload, store: store, files: files, oracle: oracle, clients: clients, gate: gate)
            ], process: surroundings.figures, time: time, randomness: randomness,
            logger: logger)
        handler = CoreHandler(
            callback: CallbackEndpoint(
                open: open, seal: seal, intake: intake, time: time, randomness: randomness,
                metrics: metrics, logger: logger),
            monitor: monitor.endpoint,
            flows: self.flows, readiness: readiness, isBehindTLS: configuration.monitor.secureCookie)
        self.routes =
            [ServedRoute(.post, CallbackEndpoint.path, .proof)] + self.flows.flatMap(\.routes) + monitor.endpoint.routes
        self.store = store
        self.intake = intake
        self.requests = requests
    }

    /// Runs all loops until `stop`, and until the work in hand is done.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await catchUp.run(requests) }
            group.addTask { await notices.run() }
            group.addTask { await patrol.run() }
            group.addTask { await documents.run() }
            group.addTask { await monitor.run() }
            for flow in flows { group.addTask { await flow.run() } }
            if let dictionaries { group.addTask { await dictionaries.run() } }
            if let reload { group.addTask { await reload.run() } }
        }
        await workers?.stop()
    }

    /// Takes nothing new from here on.
    func stop() {
        documents.signal.stop()
        notices.signal.stop()
        requests.stop()
        patrol.stop()
        monitor.stop()
        for flow in flows { flow.stop() }
        dictionaries?.signal.stop()
        reload?.stop()
    }

    private static func refused(_ logIn: RefusedLogIn, _ logger: Logger) {
        logger.error(
            "a platform refuses our log-in; what needs it waits until account and secret are put right",
            metadata: ["platform": "\(logIn.platform.rawValue)", "reason": "\(logIn.reason)"])
    }

    /// A platform answers again: who waited for that may go on, and what was missed meanwhile is looked for.
    private static func recovered(
        _ platform: PlatformName, _ store: ItemStore, _ time: any Time, _ logger: Logger, _ signal: WakeSignal,
        _ requests: CatchUpRequests
    ) async {
        guard platform != .webHook else { return }  // nobody waits for that
        do {
            var woken = 0
            for reason in WaitReason.ending(with: platform) { woken += try await store.wake(reason, at: time.now) }
            logger.notice(
                "a platform answers again", metadata: ["platform": "\(platform.rawValue)", "waiting": "\(woken)"])
        } catch {
            logger.error("waiting items were not woken", metadata: ["error": "\(error)"])
        }
        signal.wake()
        requests.ask()
    }
}

/// Sends each request to the part that answers it.
private struct CoreHandler: HTTPHandler {
    let callback: CallbackEndpoint
    let monitor: MonitorEndpoint
    let flows: [any Flow]
    let readiness: Readiness
    /// Whether a proxy in front ends TLS.
    let isBehindTLS: Bool

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        ReplyProtection.add(to: await answer(call), isSecure: isBehindTLS || call.request.scheme == "https")
    }

    private func answer(_ call: HTTPCall) async -> HTTPOutcome {
        guard call.path != CallbackEndpoint.path else {
            return readiness.isReady ? await callback.respond(to: call) : stillStarting
        }
        for flow in flows where readiness.isReady {
            if let outcome = await flow.respond(to: call) { return outcome }
        }
        return await monitor.respond(to: call)
    }

    private var stillStarting: HTTPOutcome {
        let body = "{\"error\":\"still starting: send it again\"}\n"
        return .reply(HTTPReply(.serviceUnavailable, contentType: "application/json", body: body))
    }
}
