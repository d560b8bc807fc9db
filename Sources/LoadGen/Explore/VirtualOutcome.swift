package import VirtualTime

/// What one seed's run in the virtual world left behind.
package struct VirtualOutcome: Sendable {
    /// The history, for the checkers. Its scenario carries the fault plan that the seed drew.
    package var record: RunRecord
    /// The hash of the whole trace: the same for the same seed and binary, in every process.
    package var digest: UInt64
    /// The trace, a line each; empty unless it was asked for.
    package var trace: [String]
    /// Who sent what to whom; empty unless the trace was asked for.
    package var interleaving: Interleaving
    /// Whether the world became quiet before `settle-within` was over: if not, what is missing is a matter of liveness.
    package var becameQuiet: Bool
    /// The first leak of determinism, such as `the system clock was read in …`; nil when there was none.
    package var leak: String?
    /// Why the harness itself could not run the scenario as asked; nil when it could.
    package var harnessError: String?
    /// The I/O steps of the core's process, one number for each of its lives: where kills can aim.
    package var ioSteps: [Int]
    /// How much virtual time passed.
    package var virtualTime: Duration
    /// Jobs and callbacks that ran.
    package var jobs: Int
    /// How often the scheduler had a choice.
    package var choices: Int

    package init(
        record: RunRecord, digest: UInt64, trace: [String], interleaving: Interleaving, becameQuiet: Bool,
        leak: String?, harnessError: String?, ioSteps: [Int], virtualTime: Duration, jobs: Int, choices: Int
    ) {
        self.record = record
        self.digest = digest
        self.trace = trace
        self.interleaving = interleaving
        self.becameQuiet = becameQuiet
        self.leak = leak
        self.harnessError = harnessError
        self.ioSteps = ioSteps
        self.virtualTime = virtualTime
        self.jobs = jobs
        self.choices = choices
    }
}

/// One more wish about a run in the virtual world, beside its scenario.
package struct VirtualOptions: Sendable {
    /// Keep the trace and the interleaving.
    package var keepsTrace = false
    /// Kill the core at these I/O steps: the first counts in its first life, the second in the life after that.
    package var kills: [AimedKill] = []

    package init() {}
}

/// A kill that is aimed at an I/O step instead of a time.
package struct AimedKill: Hashable, Sendable {
    /// The step, counted from 1 in each life of the process: it does not happen any more.
    package var ioStep: Int
    /// What becomes of writes that were not synced.
    package var unsynced: UnsyncedWrites
    /// How long the process is away.
    package var restartAfter: Duration

    package init(ioStep: Int, unsynced: UnsyncedWrites, restartAfter: Duration = .seconds(1)) {
        self.ioStep = ioStep
        self.unsynced = unsynced
        self.restartAfter = restartAfter
    }
}
