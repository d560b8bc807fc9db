import Seams
import Synchronization

/// The core's counters and histograms. Labels come from bounded sets: operations, outcomes, kinds.
package final class Metrics: Sendable {
    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private struct State {
        var counters: [Series: Int] = [:]
        var histograms: [Series: LatencyHistogram] = [:]
        var gauges: [Series: Int] = [:]
    }

    private let state = Mutex(State())

    /// The same by minutes, for charts.
    let series: MinuteSeries?

    /// Which loops of the core fail.
    let health = LoopHealth()

    package init(series: MinuteSeries? = nil) {
        self.series = series
    }

    /// A platform call ended.
    func called(_ operation: PlatformOperation, outcome: String, took: Duration) {
        count("rehearsal_calls_total", "\(operation.labels),outcome=\"\(outcome)\"")
        observe("rehearsal_call_seconds", operation.labels, took)
        series?.called(operation, outcome: outcome, took: took)
    }

    /// A retry was scheduled.
    func retried(withinBudget isAllowed: Bool) {
        count("rehearsal_retries_total", "budget=\"\(isAllowed ? "granted" : "exhausted")\"")
        series?.retried()
    }

    /// An event was answered, `took` after it arrived.
    func acknowledged(_ channel: String, accepted: Bool, took: Duration) {
        count("rehearsal_events_total", "channel=\"\(channel)\",answer=\"\(accepted ? "accepted" : "refused")\"")
        observe("rehearsal_intake_ack_seconds", "channel=\"\(channel)\"", took)
        series?.arrived()
    }

    /// An item came to rest, `took` after it was first stored.
    func rested(_ item: ItemState, took: Duration) {
        count("rehearsal_items_rested_total", "state=\"\(item.rawValue)\"")
        if item == .done { observe("rehearsal_document_seconds", "", took) }
        series?.rested(item)
    }

    /// A worker found that its item had been taken over.
    func fenced() {
        count("rehearsal_fenced_total", "")
    }

    /// A listing of instances ended.
    func caughtUp(new: Int, succeeded: Bool) {
        count("rehearsal_catch_ups_total", "outcome=\"\(succeeded ? "ok" : "failed")\"")
        count("rehearsal_catch_up_items_total", "", by: new)
    }

    /// A sign-on ended, `took` after its last request came.
    func signedOn(_ channel: String, outcome: String, took: Duration) {
        count("rehearsal_sign_ons_total", "channel=\"\(channel)\",outcome=\"\(outcome)\"")
        observe("rehearsal_sign_on_seconds", "channel=\"\(channel)\"", took)
    }

    /// A pushed callback was refused for this reason, of a bounded set.
    func callbackRefused(_ reason: String) {
        count("rehearsal_callbacks_refused_total", "reason=\"\(reason)\"")
    }

    /// How often something was counted; for tests and the page.
    package func value(_ name: String, _ labels: String = "") -> Int {
        state.withLock { $0.counters[Series(name: name, labels: labels)] ?? 0 }
    }

    /// The counters and histograms in Prometheus' text format (version 0.0.4), sorted.
    package var lines: [String] {
        let (counters, histograms, gauges) = state.withLock { ($0.counters, $0.histograms, $0.gauges) }
        return typed("gauge", gauges.map { ($0.name, Metrics.line($0.name, $0.labels, "\($1)")) })
            + typed("counter", counters.map { ($0.name, Metrics.line($0.name, $0.labels, "\($1)")) })
            + typed("histogram", bucketLines(histograms), isSorted: true)
    }

    /// One sample's line.
    static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)"
    }

    private func bucketLines(_ histograms: [Series: LatencyHistogram]) -> [(String, String)] {
        histograms.sorted { $0.key.labels < $1.key.labels }.flatMap { series, histogram in
            histogram.lines(series.name, series.labels).map { (series.name, $0) }
        }
    }

    private func typed(_ type: String, _ lines: [(name: String, line: String)], isSorted: Bool = false) -> [String] {
        let byName = Dictionary(grouping: lines, by: \.name)
        return byName.keys.sorted().flatMap { name in
            let lines = (byName[name] ?? []).map(\.line)
            return MetricCatalog.head(of: name, type) + (isSorted ? lines : lines.sorted())
        }
    }

    func count(_ name: String, _ labels: String, by amount: Int = 1) {
        state.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += amount }
    }

    func set(_ name: String, _ labels: String, to value: Int) {
        state.withLock { $0.gauges[Series(name: name, labels: labels)] = value }
    }

    func observe(_ name: String, _ labels: String, _ duration: Duration) {
        state.withLock {
            $0.histograms[Series(name: name, labels: labels), default: LatencyHistogram()].add(duration.seconds)
        }
    }
}
