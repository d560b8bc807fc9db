package import Simulators

/// How often one operation of a platform was called, and how it went.
package struct OperationCounts: Codable, Hashable, Sendable {
    package var platform: Platform
    package var operation: String
    /// Requests that arrived.
    package var calls: Int
    /// Those that were answered with an error.
    package var errors: Int
    /// Those whose connection was cut, or that were never answered.
    package var unanswered: Int

    /// The share that was answered without an error, 0 ... 1.
    package var successRate: Double { calls > 0 ? Double(calls - errors - unanswered) / Double(calls) : 0 }
}

extension RunIndex {
    /// The counts of each operation, by platform and name.
    package var operationCounts: [OperationCounts] {
        var counts: [String: OperationCounts] = [:]
        for call in calls {
            let key = "\(call.platform.rawValue)\n\(call.operation)"
            var entry =
                counts[key]
                ?? OperationCounts(
                    platform: call.platform, operation: call.operation, calls: 0, errors: 0, unanswered: 0)
            entry.calls += 1
            switch call.end {
            case .answered: entry.errors += call.succeeded ? 0 : 1
            case .cut, nil: entry.unanswered += 1
            }
            counts[key] = entry
        }
        return counts.sorted { $0.key < $1.key }.map(\.value)
    }
}
