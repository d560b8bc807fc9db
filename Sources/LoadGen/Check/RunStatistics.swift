import Seams
import Simulators

/// The numbers of a run, for reports; times in milliseconds, so that the JSON report is plain.
package struct RunStatistics: Codable, Hashable, Sendable {
    package var counts: RunCounts
    /// From an approval being due to its audited document; nil when no approval has one.
    package var latency: LatencySummary?
    /// Approvals granted and documents audited over time.
    package var throughput: Throughput
    /// How many writes were tried once, twice … by operation: the n-th number counts the keys with n tries.
    package var tries: [TriesOfOperation]
    package var recoveries: [RecoverySummary]
    /// Per platform and operation.
    package var operations: [OperationCounts]
    /// The share of all calls that was answered without an error; nil when there was no call.
    package var apiSuccessRate: Double?
    /// How late the generator's own actions were; nil when none had a due time.
    package var generatorLateness: LatencySummary?
    /// The memory that a process under test had at most, in MiB; nil when nobody looked.
    package var residentPeakMebibytes: Int?

    /// Works the numbers out.
    package init(_ run: RunIndex) {
        counts = RunCounts(run)
        latency = LatencySummary(run.latencySamples.filter { $0.audited != nil }.map(\.latency))
        throughput = Throughput(run)
        tries = TriesOfOperation.all(run)
        recoveries = run.recoveries.map { RecoverySummary($0, start: run.start) }
        operations = run.operationCounts
        let succeeded = run.calls.count(where: \.succeeded)
        apiSuccessRate = run.calls.isEmpty ? nil : Double(succeeded) / Double(run.calls.count)
        generatorLateness = LatencySummary(run.generatorLateness)
        residentPeakMebibytes = run.residentPeakMebibytes
    }
}

/// How many there were of each.
package struct RunCounts: Codable, Hashable, Sendable {
    package var submitted = 0
    package var approved = 0
    package var refused = 0
    package var terminated = 0
    /// Still running at the end.
    package var running = 0
    /// Approvals with an audited document.
    package var delivered = 0
    /// Documents that exist at the end.
    package var documents = 0
    /// Documents beyond the first of an approval, deleted ones included.
    package var duplicates = 0
    package var deadLetters = 0
    package var eventsAcknowledged = 0
    package var calls = 0
    /// The lines of the history.
    package var historyEvents = 0

    init(_ run: RunIndex) {
        for instance in run.instances {
            submitted += 1
            switch instance.outcome {
            case .agree: approved += 1
            case .refuse: refused += 1
            case .terminate: terminated += 1
            case nil: running += 1
            }
            if instance.isApproved, run.audited(instance) != nil { delivered += 1 }
            duplicates += max(0, instance.documents.count - 1)
            eventsAcknowledged += instance.events.count { $0.acknowledged != nil }
        }
        documents = run.documents.count(where: \.isLive)
        deadLetters = run.deadLetters.count
        calls = run.calls.count
        historyEvents = run.record.events.count
    }
}

/// A distribution of times in a few numbers, in milliseconds.
package struct LatencySummary: Codable, Hashable, Sendable {
    package var count: Int
    package var p50: Double
    package var p95: Double
    package var p99: Double
    package var max: Double

    /// Nil for no times at all.
    package init?(_ values: [Duration]) {
        let distribution = LatencyDistribution(values)
        guard let p50 = distribution.percentile(50), let p95 = distribution.percentile(95),
            let p99 = distribution.percentile(99), let longest = values.max()
        else { return nil }
        count = values.count
        self.p50 = p50.milliseconds
        self.p95 = p95.milliseconds
        self.p99 = p99.milliseconds
        max = longest.milliseconds
    }
}

/// How often writes of one operation were tried at one business key.
package struct TriesOfOperation: Codable, Hashable, Sendable {
    package var operation: String
    /// The first number counts the keys tried once, the second those tried twice, and so on.
    package var keys: [Int]

    static func all(_ run: RunIndex) -> [TriesOfOperation] {
        let byOperation = Dictionary(grouping: run.writeAttempts, by: \.operation)
        return byOperation.sorted { $0.key < $1.key }.map { operation, attempts in
            var keys = [Int](repeating: 0, count: attempts.map(\.calls.count).max() ?? 0)
            for attempt in attempts where !attempt.calls.isEmpty { keys[attempt.calls.count - 1] += 1 }
            return TriesOfOperation(operation: operation, keys: keys)
        }
    }
}

/// A recovery in plain numbers.
package struct RecoverySummary: Codable, Hashable, Sendable {
    /// What ended: a rule, a process, or `workload`.
    package var subject: String
    /// When it ended, counted from the start of the workload.
    package var healedSeconds: Double
    /// How many approvals waited then.
    package var backlog: Int
    /// How many of them never got a document.
    package var lost: Int
    /// How long until all others had documents.
    package var seconds: Double

    init(_ recovery: Recovery, start: Timestamp) {
        subject = recovery.subject
        healedSeconds = (recovery.healed.time - start).seconds
        backlog = recovery.backlog
        lost = recovery.lost
        seconds = recovery.duration.seconds
    }
}
