import Seams

/// How the system under test got over one interruption.
///
/// The backlog of a heal is every approval granted until then without an audited document; it is gone when the last of
/// them has one. Approvals that arrive later are not waited for: under a steady load there is always one under way. An
/// approval that never gets a document is held against the first heal after it, and not against all later ones.
package struct Recovery: Sendable {
    /// What ended: a fault rule, the outage of a process, or the workload.
    package var cause: BilingualText
    /// The name in findings: the rule, the process, or `workload`.
    package var subject: String
    /// When it ended.
    package var healed: Moment
    /// How many approvals waited then, without those lost before the heal before it.
    package var backlog: Int
    /// How many of them never got an audited document.
    package var lost: Int
    /// The time until all others had audited documents.
    package var duration: Duration
}

extension RunIndex {
    /// The recoveries from each fault, each outage of a process, and the workload itself, in order of healing.
    package var recoveries: [Recovery] {
        let timeline = BacklogTimeline(self)
        var lostBefore = 0
        return heals.sorted { $0.healed.sequence < $1.healed.sequence }.map { heal in
            let backlog = timeline.backlog(at: heal.healed.time)
            defer { lostBefore = max(lostBefore, backlog.lost) }
            return Recovery(
                cause: heal.cause, subject: heal.subject, healed: heal.healed,
                backlog: max(0, backlog.waiting - lostBefore), lost: max(0, backlog.lost - lostBefore),
                duration: backlog.gone)
        }
    }

    private var heals: [(cause: BilingualText, subject: String, healed: Moment)] {
        var heals = faults.filter { !$0.isMomentary }.flatMap { fault in
            fault.windows.compactMap(\.until).map { until in
                (BilingualText("fault \(fault.rule)", "故障 \(fault.rule)"), fault.rule, until)
            }
        }
        heals += outages.compactMap { outage in
            outage.until.map {
                (BilingualText("outage of \(outage.process)", "\(outage.process) 中断"), outage.process, $0)
            }
        }
        if let workloadEnd { heals.append((BilingualText("workload", "负载"), "workload", workloadEnd)) }
        return heals
    }
}

/// Approvals by when they were granted, for asking at any time which of them still wait; each question takes log n.
private struct BacklogTimeline {
    /// When approvals were granted, in order.
    private var granted: [Timestamp] = []
    /// Up to each of them, the latest time at which one got its audited document.
    private var latest: [Timestamp] = []
    /// Up to each of them, how many never got one.
    private var lost: [Int] = []
    /// When audited documents appeared, in order.
    private var audited: [Timestamp] = []

    init(_ run: RunIndex) {
        let approvals = run.instances.filter { $0.needsDocument && !$0.isPoisoned }
            .compactMap { instance in instance.finished.map { ($0.time, run.audited(instance)?.time) } }
            .sorted { $0.0 < $1.0 }
        for (time, document) in approvals {
            granted.append(time)
            latest.append(max(latest.last ?? Timestamp(nanoseconds: .min), document ?? Timestamp(nanoseconds: .min)))
            lost.append((lost.last ?? 0) + (document == nil ? 1 : 0))
        }
        audited = approvals.compactMap(\.1).sorted()
    }

    /// How many approvals waited at `time`, how many of these for ever, and how long it took until the others had
    /// their documents.
    func backlog(at time: Timestamp) -> (waiting: Int, lost: Int, gone: Duration) {
        let count = BacklogTimeline.count(in: granted, until: time)
        guard count > 0 else { return (0, 0, .zero) }
        let waiting = max(0, count - BacklogTimeline.count(in: audited, until: time))
        let gone = latest[count - 1] > time ? latest[count - 1] - time : .zero
        return (waiting, lost[count - 1], gone)
    }

    /// How many of the sorted `times` are not after `limit`.
    private static func count(in times: [Timestamp], until limit: Timestamp) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
