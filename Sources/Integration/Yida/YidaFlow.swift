import Logging
import Seams

/// Filled forms of Yida applications (宜搭) become documents, by the same delivery as approvals.
struct YidaFlow: Flow {
    /// One for each application.
    private let readers: [YidaReader]
    private let documents: WakeSignal
    private let store: ItemStore
    private let routes: RouteTable
    private let time: any Time
    private let every: Duration

    /// Nil when the configuration has no `yida`.
    init?(_ parts: FlowParts) {
        guard let settings = parts.configuration.yida, let documents = parts.documents else { return nil }
        let store = ItemStore(parts.database)
        if documents.routes.yidaForms.isEmpty {
            parts.logger.warning("there is a yida: section, but no mapping is for a Yida form")
        }
        let yida = YidaClient(dingTalk: parts.dingTalk, settings: settings)
        readers = settings.applications.map { application in
            YidaReader(
                store: store, routes: documents.routes, yida: yida, settings: settings,
                application: application.appType, gate: parts.gate, metrics: parts.metrics, time: parts.time,
                logger: parts.logger, signal: WakeSignal(), documents: documents.signal,
                leadership: Leadership(
                    YidaReader.role(of: application, in: settings), in: parts.database, time: parts.time))
        }
        self.documents = documents.signal
        self.store = store
        routes = documents.routes
        time = parts.time
        every = settings.every
    }

    /// A form with an approval sends the same events as an approval, with its own process code.
    func accept(_ event: IncomingEvent) async throws -> Bool {
        guard event.type == "bpms_instance_change", let instance = event.instance, let code = event.processCode,
            let form = routes.yidaForms.first(where: { $0.process == code })
        else { return false }
        let keys = routes.keys(flow: form.flow, instance: instance)
        let now = time.now
        let record = ArrivedEvent(id: event.id, type: event.type, change: event.change, instance: instance)
        _ = try await store.receive(
            record, Arrival(keys: keys, news: Intake.news(event.change)), at: now, rereadAt: now + every)
        documents.wake()
        return true
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            for reader in readers { group.addTask { await reader.run() } }
        }
    }

    func stop() {
        for reader in readers { reader.signal.stop() }
    }
}
