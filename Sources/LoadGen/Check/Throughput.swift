import Seams

/// Approvals granted and documents audited, counted in equal spans of time from the first approval on.
package struct Throughput: Codable, Hashable, Sendable {
    /// The length of a span; 1 s, or longer so that there are at most `spansMax`.
    package var spanSeconds: Double
    /// When the first span begins, counted from the start of the workload.
    package var firstSeconds: Double
    /// Approvals granted in each span.
    package var approved: [Int]
    /// Documents audited in each span.
    package var audited: [Int]

    /// More bars than this nobody can tell apart.
    static let spansMax = 300

    init(_ run: RunIndex) {
        let granted = run.instances.filter(\.isApproved).compactMap(\.finished?.time)
        let audited = run.documents.compactMap(\.audited?.time)
        let times = granted + audited
        guard let first = times.min(), let last = times.max() else {
            self.init(spanSeconds: 1, firstSeconds: 0, approved: [], audited: [])
            return
        }
        let length = max(0, (last - first).seconds)
        let span = max(1, (length / Double(Throughput.spansMax - 1)).rounded(.up))
        let count = min(Throughput.spansMax, Int(length / span) + 1)
        let counts = { (times: [Timestamp]) in
            var counts = [Int](repeating: 0, count: count)
            for time in times { counts[min(count - 1, max(0, Int((time - first).seconds / span)))] += 1 }
            return counts
        }
        self.init(
            spanSeconds: span, firstSeconds: (first - run.start).seconds, approved: counts(granted),
            audited: counts(audited))
    }

    private init(spanSeconds: Double, firstSeconds: Double, approved: [Int], audited: [Int]) {
        self.spanSeconds = spanSeconds
        self.firstSeconds = firstSeconds
        self.approved = approved
        self.audited = audited
    }

    /// The largest number of approvals, and of documents, in one second on average over a span.
    package var peaksPerSecond: (approved: Double, audited: Double) {
        (Double(approved.max() ?? 0) / spanSeconds, Double(audited.max() ?? 0) / spanSeconds)
    }
}
