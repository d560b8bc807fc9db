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

    /// How many durations were counted.
    var total: Int { count }

    mutating func add(_ other: LatencyHistogram) {
        count += other.count
        sum += other.sum
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The duration in seconds that the `fraction` of all does not exceed, between its bucket's bounds by the share of
    /// the bucket; nil without any. Above the last bound it is that bound.
    func quantile(_ fraction: Double) -> Double? {
        guard count > 0 else { return nil }
        let wanted = fraction * Double(count)
        var below = 0
        for (index, number) in counts.enumerated() {
            guard Double(below + number) >= wanted, number > 0 else {
                below += number
                continue
            }
            let low = index == 0 ? 0 : LatencyHistogram.bounds[index - 1]
            let share = (wanted - Double(below)) / Double(number)
            return low + (LatencyHistogram.bounds[index] - low) * max(0, share)
        }
        return LatencyHistogram.bounds.last
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
