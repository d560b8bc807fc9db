package import Seams

/// How many calls of one operation may be under way at a time: fewer while replies take longer than they used to, since
/// a platform that is overloaded rarely says so before it fails.
///
/// The gradient of Netflix's concurrency limits (`Gradient2Limit`), with a floor of 1 instead of 20: an ERP has a handful
/// of sessions.
package struct LatencyLimit: Hashable, Sendable {
    private static let most = 32.0
    /// How much longer than usual a reply may take before the limit falls.
    private static let tolerance = 1.5
    /// How many calls may queue at the platform; lets the limit grow.
    private static let queue = 1.0
    /// The weight of one call's verdict.
    private static let smoothing = 0.2
    /// So many calls make the usual time.
    private static let window = 600.0
    /// Differences below this many seconds are no sign of load.
    private static let shortest = 0.1

    private var limit = LatencyLimit.most
    /// The usual time of a reply in seconds: a mean that forgets slowly.
    private var usual: Double?
    private var calls = 0.0
    private var underWay = 0

    package init() {}

    /// How many calls may be under way now, 1 ... 32.
    package var callsMax: Int { Int(limit) }

    /// Asks for one call: nil lets it go, otherwise when to ask again. A call counts from `began` on, so that callers who
    /// ask at the same moment may exceed the limit by their number.
    package func admit(at now: Timestamp) -> Timestamp? {
        guard underWay >= callsMax else { return nil }
        return now + .nanoseconds(Int64(min(1, usual ?? LatencyLimit.shortest) * 1e9))
    }

    package mutating func began() {
        underWay += 1
    }

    /// A call ended. `took` is nil for one whose duration says nothing about load, such as a refused connection.
    package mutating func ended(after took: Duration?) {
        let busy = Double(underWay)
        underWay = max(0, underWay - 1)
        guard let took else { return }
        let seconds = max(LatencyLimit.shortest, took.seconds)
        let usual = usual(with: seconds)
        // Whoever uses less than half of the limit learns nothing about it.
        guard busy * 2 >= limit else { return }
        let gradient = max(0.5, min(1, LatencyLimit.tolerance * usual / seconds))
        let next = limit * gradient + LatencyLimit.queue
        limit = max(1, min(LatencyLimit.most, limit + (next - limit) * LatencyLimit.smoothing))
    }

    private mutating func usual(with seconds: Double) -> Double {
        calls = min(LatencyLimit.window, calls + 1)
        var mean = (usual ?? seconds) + (seconds - (usual ?? seconds)) / calls
        // After a long slow time the old mean would take every reply for a fast one.
        if mean > 2 * seconds { mean *= 0.95 }
        usual = mean
        return mean
    }
}
