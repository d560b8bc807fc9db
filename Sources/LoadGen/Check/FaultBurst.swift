import Seams
import Simulators

/// The most calls that one platform got within a second while a fault was on, or just after.
struct FaultBurst {
    let platform: Platform
    /// In order of arrival.
    let calls: [CallRecord]
    let from: Timestamp
    /// The fault rules, and the processes that were away.
    let causes: [String]

    /// How long after a fault a core that saved up its calls lets them go.
    static let aftermath = Duration.seconds(5)
    private static let second = Duration.seconds(1)

    /// The largest burst among `calls`, which stand in order of time; nil for none.
    fileprivate init?(_ platform: Platform, _ calls: [CallRecord], _ spans: [FaultSpan]) {
        var (first, best) = (0, 0..<0)
        for last in calls.indices {
            while calls[last].arrived.time - calls[first].arrived.time >= FaultBurst.second { first += 1 }
            if last - first >= best.count { best = first..<last + 1 }
        }
        guard let from = calls[best].first?.arrived.time else { return nil }
        self.platform = platform
        self.calls = Array(calls[best])
        self.from = from
        var named: Set<String> = []
        causes = spans.filter { span in calls[best].contains { span.contains($0.arrived.time) } }.map(\.cause)
            .filter { named.insert($0).inserted }
    }
}

/// A time in which a fault was on, with its aftermath.
private struct FaultSpan {
    var cause: String
    var from: Timestamp
    var until: Timestamp

    func contains(_ time: Timestamp) -> Bool { time >= from && time <= until }
}

extension RunIndex {
    /// The largest burst that each platform got in or just after a fault; platforms without a call then are left out.
    var faultBursts: [FaultBurst] {
        let spans = faultSpans
        let exposed = calls.filter { call in spans.contains { $0.contains(call.arrived.time) } }
        return Platform.allCases.compactMap { platform in
            let calls = exposed.filter { $0.platform == platform }.sorted {
                ($0.arrived.time, $0.arrived.sequence) < ($1.arrived.time, $1.arrived.sequence)
            }
            return FaultBurst(platform, calls, spans)
        }
    }

    /// The windows of all faults and the outages of all processes. What has no end lasts to the end of the run.
    private var faultSpans: [FaultSpan] {
        let windows = faults.flatMap { fault in fault.windows.map { (fault.rule, $0.from, $0.until) } }
        let absences = outages.map { ($0.process, $0.from, $0.until) }
        return (windows + absences).map { cause, from, until in
            FaultSpan(cause: cause, from: from.time, until: (until?.time ?? end) + FaultBurst.aftermath)
        }
    }
}
