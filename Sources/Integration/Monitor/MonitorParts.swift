import Logging
import Seams

/// The monitor's parts, wired.
struct MonitorParts: Sendable {
    let endpoint: MonitorEndpoint
    private let pulse: MonitorPulse

    init(
        configuration: Configuration, store: ItemStore, desk: CaseDesk, routes: RouteTable, readiness: Readiness,
        metrics: Metrics, series: MinuteSeries, gate: CallGate, signal: WakeSignal, personalFields: [String] = [],
        resources flows: [any APIResource],
        process: @escaping @Sendable () -> ProcessFigures?, time: any Time, randomness: any Randomness, logger: Logger
    ) {
        let pulse = MonitorPulse(store: store, series: series, time: time, logger: logger)
        let live = LiveEvents(store: store, pulse: pulse, gate: gate, time: time)
        let decisions = Decisions(desk: desk, signal: signal)
        let own: [any APIResource] = [
            ItemsResource(store: store, decisions: decisions), DeadLettersResource(store: store, decisions: decisions),
            TransfersResource(store: store), SeriesResource(series: series),
            SettingsResource(configuration: configuration),
        ]
        let overview = OverviewResource(
            pulse: pulse, series: series, gate: gate, live: live, documents: routes,
            workers: configuration.delivery.workers, started: time.now, resources: (own + flows).map(\.name))
        let health = CoreHealth(readiness: readiness, gate: gate)
        endpoint = MonitorEndpoint(
            health: health,
            access: AccessControl(
                token: configuration.monitorToken, settings: configuration.monitor, database: store.database,
                time: time, randomness: randomness, logger: logger),
            metricsPage: MetricsPage(
                health: health, metrics: metrics, gate: gate, pulse: pulse, live: live, process: process),
            live: live, personalFields: personalFields, resources: [overview] + own + flows)
        self.pulse = pulse
    }

    /// Samples for the charts until `stop`.
    func run() async { await pulse.run() }

    func stop() { pulse.stop() }
}
