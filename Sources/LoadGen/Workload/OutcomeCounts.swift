package import Simulators

/// How many approvals of a workload end in which way.
package struct OutcomeCounts: Hashable, Sendable {
    package var approved: Int
    package var refused: Int
    package var terminated: Int
    package var running: Int

    /// One outcome for each approval, in the order of the members.
    package var outcomes: [InstanceOutcome?] {
        Array(repeating: .agree, count: approved) + Array(repeating: .refuse, count: refused)
            + Array(repeating: .terminate, count: terminated) + Array(repeating: nil, count: running)
    }
}

extension WorkloadSettings {
    /// The shares as whole numbers of approvals, each rounded to the nearest; what they leave is approved.
    package var outcomeCounts: OutcomeCounts {
        var left = approvals
        let counts = [refused, terminated, running].map { share in
            let count = min(left, max(0, Int((share * Double(approvals)).rounded())))
            left -= count
            return count
        }
        return OutcomeCounts(approved: left, refused: counts[0], terminated: counts[1], running: counts[2])
    }
}
