import LoadGen
import Seams

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
    /// The runs with aimed kills: the kills, and how many I/O steps each life of the core had.
    private(set) var killed: [(kills: String, ioSteps: [Int])] = []
    /// How long it took.
    var elapsed = Duration.zero

    /// Seeds a minute, in real time.
    var perMinute: Int { Int(Double(seeds) / max(0.001, elapsed.seconds) * 60) }

    mutating func add(_ report: ExploreWorker.Report) {
        for result in report.results {
            seeds += 1
            approvals += result.approvals
            virtualSeconds += result.virtualSeconds
            reached.formUnion(result.reached)
            struck.formUnion(result.struck)
            counts[result.verdict, default: 0] += 1
            if result.verdict != .passed { failures.append(result) }
            if !result.kills.isEmpty { killed.append((result.kills, result.ioSteps)) }
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
        killed += other.killed
        elapsed += other.elapsed
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
        let isFindable = { (result: SeedResult) in
            result.violated.contains(checker) && [.safety, .liveness].contains(result.verdict)
        }
        let isFound = failures.contains(where: isFindable)
        for result in failures where isFindable(result) {
            counts[result.verdict] = counts[result.verdict].flatMap { $0 > 1 ? $0 - 1 : nil }
            counts[.passed, default: 0] += 1
        }
        failures.removeAll(where: isFindable)  // what else went wrong stays: a leak, a run that cannot be judged
        if !isFound {
            errors.append("the canary lives: \(checker) found nothing in \(seeds) seeds that it must call broken")
        }
    }

    /// A kill that never struck has tested nothing.
    mutating func judgeKills() {
        let missed = killed.filter { $0.ioSteps.count <= $0.kills.split(separator: ",").count }
        guard let first = missed.first else { return }
        errors.append("in \(missed.count) runs an aimed kill never struck, for example in \(first.kills)")
    }

    /// Compares a worker's first seed with the same seed in another process. A comparison that could not be made is no
    /// pass.
    mutating func compare(_ report: ExploreWorker.Report, with again: ExploreWorker.Report) {
        guard let first = report.results.first else { return }  // its own failure is told already
        guard let second = again.results.first else {
            return errors.append("seed \(first.seed) could not be run again: \(again.failure ?? "it told no result")")
        }
        guard first.digest != second.digest else { return }
        counts[.leak, default: 0] += 1
        errors.append(
            "seed \(first.seed) gave another run in another process: something depends on the order of hashes")
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
