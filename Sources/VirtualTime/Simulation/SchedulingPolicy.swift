package import Seams

/// In which order jobs run that could all run now. Different orders find different mistakes, so each seed draws one.
package enum SchedulingPolicy: String, CaseIterable, Sendable {
    /// Any of them, evenly.
    case random
    /// The one that has waited longest, as an idle machine would.
    case fifo
    /// The one with the highest priority, drawn once for each job, with a few changes over the run (Burckhardt et al.,
    /// "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", 2010): starves some for long.
    case priorities

    /// The policy that belongs to a seed: half of them random, a quarter each of the others.
    package static func drawn(by seed: Seed) -> SchedulingPolicy {
        [.random, .random, .fifo, .priorities][Int(seed.derived("policy").value % 4)]
    }
}
