import Logging
import Seams

/// Tells operators what goes wrong with the integration itself: by a DingTalk robot and a web hook, once for each thing, and
/// when it is over.
struct AlertFlow: Flow {
    private let store: AlertStore
    private let watch: AlertWatch
    private let robots: Dispatcher<RobotBatch>
    private let hooks: Dispatcher<AlertMessage>
    private let time: any Time
    private let logger: Logger
    let resources: [any APIResource]

    /// Nil when the configuration has no `alerts`.
    init?(_ parts: FlowParts) {
        guard let settings = parts.configuration.alerts else { return nil }
        let store = AlertStore(database: parts.database)
        let office = AlertOffice()
        let (signal, robotSignal, hookSignal) = (WakeSignal(), WakeSignal(), WakeSignal())
        let sender = AlertSender(
            store: store, dingTalk: parts.dingTalk, network: parts.network, settings: settings, office: office,
            policy: parts.configuration.deliveryPolicy, gate: parts.gate, metrics: parts.metrics, time: parts.time,
            logger: parts.logger)
        self.store = store
        time = parts.time
        logger = parts.logger
        watch = AlertWatch(
            store: store, items: ItemStore(parts.database), settings: settings, office: office, sender: sender,
            flows: { [documents = parts.documents] in documents?.routes.flows ?? [] },
            hasStream: parts.configuration.dingTalk.mode == .stream,
            dingTalk: parts.dingTalk, gate: parts.gate, metrics: parts.metrics, time: parts.time,
            logger: parts.logger, signal: signal, posts: [robotSignal, hookSignal])
        robots = Dispatcher(
            limit: 1, time: parts.time, signal: robotSignal, logger: parts.logger,
            claim: { try await $0 > 0 ? sender.claimRobot() : [] }, nextDue: { _ in try await sender.nextBatch() },
            perform: { await sender.send($0) })
        hooks = Dispatcher(
            limit: 4, time: parts.time, signal: hookSignal, logger: parts.logger,
            claim: { try await sender.claimHooks($0) }, nextDue: { try await sender.nextHook(after: $0) },
            perform: { await sender.call($0) })
        resources = [AlertResource(store: store, settings: settings, time: parts.time, signal: signal)]
    }

    func run() async {
        do {
            try await store.recover(at: time.now)
        } catch {
            logger.error("the alerts of an earlier run were not read", metadata: ["error": "\(error)"])
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await watch.run() }
            group.addTask { await robots.run() }
            group.addTask { await hooks.run() }
        }
    }

    func stop() {
        watch.signal.stop()
        robots.signal.stop()
        hooks.signal.stop()
    }
}
