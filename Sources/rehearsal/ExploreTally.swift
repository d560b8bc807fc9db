import LoadGen

/// What an exploration has found so far.
struct ExploreTally: Sendable {
    private(set) var seeds = 0
    private(set) var approvals = 0
    private(set) var virtualSeconds = 0.0
    private(set) var counts: [SeedResult.Verdict: Int] = [:]
    private(set) var failures: [SeedResult] = []
    /// The "sometimes" points that some seed reached.
    private(set) var reached: Set<String> = []
    /// The rules that struck in some seed.
    private(set) var struck: Set<String> = []
    /// Why a worker failed; such an exploration is no pass.
    private(set) var errors: [String] = []

    mutating func add(_ report: ExploreWorker.Report) {
        for result in report.results {
            seeds += 1
            approvals += result.approvals
            virtualSeconds += result.virtualSeconds
            reached.formUnion(result.reached)
            struck.formUnion(result.struck)
            counts[result.verdict, default: 0] += 1
            if result.verdict != .passed { failures.append(result) }
        }
        if let failure = report.failure { errors.append(failure) }
    }

    mutating func add(_ other: ExploreTally) {
        seeds += other.seeds
        approvals += other.approvals
        virtualSeconds += other.virtualSeconds
        counts.merge(other.counts, uniquingKeysWith: +)
        failures += other.failures
        reached.formUnion(other.reached)
        struck.formUnion(other.struck)
        errors += other.errors
    }

    /// A rule of the scenario that struck in none of many seeds proves nothing: its aim is wrong.
    mutating func judgeRules(_ rules: [String]) {
        guard seeds >= 50 else { return }
        for rule in rules where !struck.contains(rule) {
            errors.append("the rule \(rule) struck in none of \(seeds) seeds; check its aim and its window")
        }
    }

    /// A canary must be called broken by `checker` in some seed: then it has passed, and only then.
    mutating func judgeCanary(_ checker: String) {
        let isFound = failures.contains { $0.violated.contains(checker) }
        failures = []
        counts = [.passed: seeds]
        if !isFound {
            errors.append("the canary lives: \(checker) found nothing in \(seeds) seeds that it must call broken")
        }
    }

    /// Two runs of one seed differed.
    mutating func addLeak(_ seed: UInt64) {
        counts[.leak, default: 0] += 1
        errors.append("seed \(seed) gave another run in another process: something depends on the order of hashes")
    }

    var isClean: Bool { failures.isEmpty && errors.isEmpty }

    /// A leak outranks all: nothing else can be believed then. An exploration without a seed has passed nothing.
    var exitCode: Int32 {
        if counts[.leak] != nil { return 5 }
        if counts[.safety] != nil { return 1 }
        if counts[.liveness] != nil { return 4 }
        return errors.isEmpty && counts[.unknown] == nil && seeds > 0 ? 0 : 3
    }
}
