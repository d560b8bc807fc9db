import HTTPTypes
import Logging
import Seams

/// Stock below its safety stock (库存预警) becomes a work notification to the right people, once per breach.
struct StockAlertFlow: Flow {
    private let store: StockAlertStore
    private let watch: StockWatch
    private let hook: StockHook
    private let dispatcher: Dispatcher<StockAlert>
    private let settings: StockAlertSettings
    private let time: any Time
    private let logger: Logger
    let resources: [any APIResource]

    let routes = [ServedRoute(.post, StockHook.path, .proof)]

    var shared: [WakeSignal] { [dispatcher.signal] }

    /// Nil when the configuration has no `stockAlert`.
    init?(_ parts: FlowParts) {
        guard let settings = parts.configuration.stockAlert, let agent = parts.configuration.dingTalk.agentID else {
            return nil
        }
        let store = StockAlertStore(database: parts.database)
        let (signal, notices) = (WakeSignal(), WakeSignal())
        let sender = StockAlertSender(
            store: store, dingTalk: parts.dingTalk, agent: agent, settings: settings, records: parts.records,
            oracle: parts.oracle, policy: parts.configuration.deliveryPolicy, gate: parts.gate, metrics: parts.metrics,
            time: parts.time,
            logger: parts.logger)
        self.store = store
        self.settings = settings
        time = parts.time
        logger = parts.logger
        watch = StockWatch(
            store: store, kingdee: parts.kingdee, settings: settings, gate: parts.gate, metrics: parts.metrics,
            time: parts.time, logger: parts.logger, signal: signal, notices: notices)
        hook = StockHook(
            store: store, secret: settings.hookSecret, window: settings.hookWindow, metrics: parts.metrics,
            time: parts.time, logger: parts.logger, signal: signal)
        dispatcher = Dispatcher(
            limit: 4, time: parts.time, signal: notices, logger: parts.logger,
            claim: { try await sender.claim(limit: $0) }, nextDue: { try await store.nextDue(after: $0) },
            perform: { await sender.perform($0) })
        resources = [StockAlertResource(store: store, time: parts.time, signal: notices)]
    }

    func respond(to call: HTTPCall) async -> HTTPOutcome? {
        guard call.path == StockHook.path else { return nil }
        return .reply(await hook.respond(to: call))
    }

    func run() async {
        do {
            try await store.dropRules(except: settings.rules.map(\.name), at: time.now)
            try await store.recover(at: time.now)
        } catch {
            logger.error("the stock alerts of an earlier run were not read", metadata: ["error": "\(error)"])
        }
        let listening = Task { [store, watch] in
            await store.database.listen(to: StockAlertStore.channel) { watch.signal.wake() }
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await watch.run() }
            group.addTask { await dispatcher.run() }
        }
        listening.cancel()
        await listening.value
    }

    func stop() {
        watch.signal.stop()
        dispatcher.signal.stop()
    }
}
