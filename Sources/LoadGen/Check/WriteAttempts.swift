import Simulators

/// How often one write was tried at one business key.
package struct WriteAttempts: Sendable {
    /// The operation, such as `Save`.
    package var operation: String
    /// The instance or bill number.
    package var key: String
    /// The calls that were answered, or took effect before their connection was cut.
    package var calls: [CallRecord]
}

extension RunIndex {
    private static let writes: Set<String> = ["save", "batchsave", "draft", "submit", "audit"]

    /// The attempts of each write at each business key, by operation and key. Calls that never reached the platform
    /// and calls without a key do not count.
    package var writeAttempts: [WriteAttempts] {
        var attempts: [String: WriteAttempts] = [:]
        for call in calls where call.platform == .kingdee && call.counts {
            guard RunIndex.writes.contains(call.operation.lowercased()), let key = call.key, !key.isEmpty else {
                continue
            }
            attempts[
                "\(call.operation)\n\(key)", default: WriteAttempts(operation: call.operation, key: key, calls: [])
            ].calls.append(call)
        }
        return attempts.sorted { $0.key < $1.key }.map(\.value)
    }
}
