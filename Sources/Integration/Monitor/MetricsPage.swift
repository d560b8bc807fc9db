import HTTPTypes
import Seams

/// `GET /metrics`: Prometheus' text format, version 0.0.4. Nothing personal and nothing secret, hence without a login.
struct MetricsPage: Sendable {
    let health: CoreHealth
    let metrics: Metrics
    let gate: CallGate
    let pulse: MonitorPulse
    let live: LiveEvents
    /// What the system says of our process; nil where it says nothing.
    let process: @Sendable () -> ProcessFigures?

    func answer() async throws -> HTTPReply {
        let beat = health.readiness.isReady ? try await pulse.beat() : nil
        let open = Set(gate.openBreakers)
        let rates = gate.rates
        var lines = gauge("rehearsal_ready", [("", health.isReady ? "1" : "0")])
        lines += gauge(
            "rehearsal_items",
            ItemState.allCases.map { ("state=\"\($0.rawValue)\"", "\(beat?.counts[$0] ?? 0)") })
        lines += gauge("rehearsal_lag_seconds", [("", "\((beat?.lag ?? .zero).seconds)")])
        lines += gauge(
            "rehearsal_breaker_open", PlatformOperation.allCases.map { ($0.labels, open.contains($0) ? "1" : "0") })
        let refused = Set(gate.refusedLogIns.map(\.platform))
        lines += gauge(
            "rehearsal_log_in_refused",
            [PlatformName.dingTalk, .kingdee].map {
                ("platform=\"\($0.rawValue)\"", refused.contains($0) ? "1" : "0")
            })
        lines += gauge(
            "rehearsal_rate_limit_per_second",
            PlatformOperation.allCases.compactMap { operation in rates[operation].map { (operation.labels, "\($0)") } })
        lines += gauge("rehearsal_monitor_streams", [("", "\(live.count)")])
        lines += processLines
        let text = (lines + metrics.lines).joined(separator: "\n") + "\n"
        return HTTPReply(.ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: text)
    }

    private var processLines: [String] {
        guard let figures = process() else { return [] }
        return samples("process_cpu_seconds_total", "counter", [("", "\(figures.cpuSeconds)")])
            + gauge("process_resident_memory_bytes", [("", "\(figures.residentBytes)")])
            + gauge("process_open_fds", [("", "\(figures.openFiles)")])
            + gauge("process_max_fds", [("", "\(figures.filesMax)")])
            + gauge("process_start_time_seconds", [("", "\(figures.started)")])
    }

    private func gauge(_ name: String, _ values: [(labels: String, value: String)]) -> [String] {
        samples(name, "gauge", values)
    }

    private func samples(_ name: String, _ type: String, _ values: [(labels: String, value: String)]) -> [String] {
        MetricCatalog.head(of: name, type) + values.map { Metrics.line(name, $0.labels, $0.value) }
    }
}
