/// Durations counted in fixed buckets, from 1 ms to 60 s.
struct LatencyHistogram: Hashable, Sendable {
    /// The buckets' upper bounds in seconds; above the last one only the total counts.
    static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private var counts = [Int](repeating: 0, count: bounds.count)
    private var count = 0
    private var sum = 0.0

    mutating func add(_ seconds: Double) {
        count += 1
        sum += seconds
        if let index = LatencyHistogram.bounds.firstIndex(where: { seconds <= $0 }) { counts[index] += 1 }
    }

    /// The lines of Prometheus' text format: cumulative buckets, sum, count.
    func lines(_ name: String, _ labels: String) -> [String] {
        let prefix = labels.isEmpty ? "" : "\(labels),"
        var total = 0
        var lines = zip(LatencyHistogram.bounds, counts).map { bound, count in
            total += count
            return Metrics.line("\(name)_bucket", "\(prefix)le=\"\(bound)\"", "\(total)")
        }
        lines.append(Metrics.line("\(name)_bucket", "\(prefix)le=\"+Inf\"", "\(count)"))
        lines.append(Metrics.line("\(name)_sum", labels, "\(sum)"))
        lines.append(Metrics.line("\(name)_count", labels, "\(count)"))
        return lines
    }
}
