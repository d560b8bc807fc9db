import Seams
import Simulators

/// What became of one seed, as a worker tells the farm: one JSON object a line.
package struct SeedResult: Codable, Hashable, Sendable {
    /// The verdict on a seed. Anything but `passed` is a reason to look.
    package enum Verdict: String, Codable, CaseIterable, Sendable {
        case passed
        /// Something happened that must never happen: a duplicate, a phantom, wrong content.
        case safety
        /// Something that must happen in the end did not: the world never became quiet, or not in time.
        case liveness
        /// The run depends on something that its seed does not repeat.
        case leak
        /// The harness could not run or judge the scenario: never a pass.
        case unknown
    }

    package var seed: UInt64
    package var verdict: Verdict
    /// The checkers that fired, in the order of the catalogue.
    package var violated: [String]
    /// One sentence about the first finding, leak or error; empty when it passed.
    package var reason: String
    /// The trace's hash.
    package var digest: UInt64
    package var approvals: Int
    package var virtualSeconds: Double
    package var jobs: Int
    package var choices: Int
    /// The I/O steps of each life of the core.
    package var ioSteps: [Int]
    /// The kills that were aimed, as `STEP:FATE`, by commas; empty when none was.
    package var kills = ""
    /// The names of the "sometimes" points that the run reached, sorted.
    package var reached: [String]
    /// The scenario's rules that struck, by id.
    package var struck: [String]

    /// The checkers whose violation alone is a matter of liveness, when the world did not become quiet.
    private static let liveness: Set<String> = [
        NothingLost.name, NothingAcknowledgedLost.name, Recovered.name, Latency.name, DeadLetters.name,
        RevokedLeaveNoDocument.name,
    ]

    /// Judges a run's outcome; by all checkers but `blindSpot`, which a test of detection leaves out.
    package init(_ outcome: VirtualOutcome, blindSpot: String? = nil) {
        let run = RunIndex(outcome.record)
        let judgement = Judgement(run, checkers: CheckerCatalog.all.filter { $0.name != blindSpot })
        let fired = judgement.entries.filter { !$0.verdict.findings.isEmpty }
        seed = outcome.record.scenario.seed.value
        violated = fired.map(\.checker)
        digest = outcome.digest
        approvals = judgement.run.approvedCount
        virtualSeconds = outcome.virtualTime.seconds
        jobs = outcome.jobs
        choices = outcome.choices
        ioSteps = outcome.ioSteps
        struck = run.faults.filter { !$0.firings.isEmpty }.map(\.rule)
        reached = SometimesCatalog.reached(in: run).sorted()
        if let leak = outcome.leak {
            (verdict, reason) = (.leak, leak)
        } else if let error = outcome.harnessError {
            (verdict, reason) = (.unknown, error)
        } else if judgement.isVoid {
            (verdict, reason) = (.unknown, judgement.sentence.en)  // its findings may be the harness's own
        } else if let first = fired.first, let finding = first.verdict.findings.first {
            let isLiveness = !outcome.becameQuiet && violated.allSatisfy(SeedResult.liveness.contains)
            (verdict, reason) = (
                isLiveness ? .liveness : .safety, "\(finding.subject): \(finding.message.en) [\(first.checker)]"
            )
        } else if judgement.outcome == .passed, outcome.becameQuiet {
            (verdict, reason) = (.passed, "")
        } else if judgement.outcome == .passed {
            (verdict, reason) = (.liveness, "the world did not become quiet")
        } else {
            (verdict, reason) = (.unknown, judgement.sentence.en)
        }
    }
}
