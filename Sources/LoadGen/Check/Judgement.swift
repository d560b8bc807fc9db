/// The verdicts on a run, in the order of `CheckerCatalog`.
package struct Judgement: Sendable {
    /// One checker's verdict.
    package struct Entry: Hashable, Sendable {
        /// The checker's name.
        package var checker: String
        package var claim: BilingualText
        /// The bound that the scenario sets.
        package var bound: BilingualText?
        /// What it counts as examined.
        package var unit: BilingualText
        package var verdict: Verdict
    }

    /// The verdict on the whole run.
    package enum Outcome: String, Codable, Sendable {
        /// Every expectation held.
        case passed
        /// An expectation failed.
        case failed
        /// It cannot be said: the harness could not run the scenario as asked, or nothing was looked at.
        case void
    }

    /// The run that was judged, for statistics and reports.
    package let run: RunIndex
    package let entries: [Entry]
    /// The numbers of the run.
    package let statistics: RunStatistics

    /// Judges `record` by every checker that applies to it.
    package init(_ record: RunRecord) {
        self.init(RunIndex(record))
    }

    /// Judges a run whose index is there already.
    package init(_ run: RunIndex, checkers: [any Checker.Type] = CheckerCatalog.all) {
        self.run = run
        statistics = RunStatistics(run)
        if let failure = run.failure {
            entries = [Entry(failure: failure)]
            return
        }
        entries = checkers.filter { $0.applies(to: run) }.map { checker in
            Entry(
                checker: checker.name, claim: checker.claim, bound: checker.bound(in: run.record.scenario),
                unit: checker.unit, verdict: checker.check(run).masked)
        }
    }

    /// Whether the run itself cannot be trusted: its history is not whole, or its generator was saturated. Findings of
    /// such a run may be the harness's own.
    package var isVoid: Bool {
        entries.contains { entry in CheckerCatalog.voiding.contains(entry.checker) && !entry.verdict.isHeld }
    }

    /// The verdict on the whole run. A run without an approval or an activity, or one that checked nothing, never
    /// passes.
    package var outcome: Outcome {
        if isVoid { return .void }
        if entries.contains(where: { !$0.verdict.findings.isEmpty }) { return .failed }
        let hasHappened = run.approvedCount > 0 || !run.activities.isEmpty
        let isProved = !entries.isEmpty && hasHappened && entries.allSatisfy(\.verdict.isHeld)
        return isProved ? .passed : .void
    }

    /// The exit code of a command that judged: 0 passed, 1 an expectation failed, 3 void.
    package var exitCode: Int32 {
        switch outcome {
        case .passed: 0
        case .failed: 1
        case .void: 3
        }
    }

    /// The number of findings of all checkers.
    package var findingCount: Int { entries.reduce(0) { $0 + $1.verdict.findings.count } }
}

extension Judgement.Entry {
    /// Stands alone when the run could not be done: then there is nothing that a checker could look at.
    fileprivate init(failure: String) {
        checker = "run-done"
        claim = BilingualText("the run was done as the scenario says", "已按场景完成运行")
        unit = BilingualText("runs", "次运行")
        verdict = .undecided(BilingualText(failure).masked)
    }
}
