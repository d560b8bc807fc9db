@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// The simulation in the place of the process's executors: the one file that depends on what the toolchain does not
/// promise to keep (decision 0006). `SelfTest` finds out at each start whether it still works.
///
/// Once installed, the process can run no concurrent code but inside `Simulation.run`: it belongs to a worker of its own.
enum SimulationExecutors {
    /// The simulation that jobs go to. Set and read by the simulation's thread; other threads read it only to tell it of
    /// their leak, after it was set.
    nonisolated(unsafe) static var running: Simulation?
    nonisolated(unsafe) private static var isInstalled = false

    /// Replaces the process's executors, once.
    static func install() {
        guard !isInstalled else { return }
        isInstalled = true
        _createExecutors(factory: Factory.self)
    }

    /// Runs a job up to its next suspension.
    static func run(_ job: UnsafeMutableRawPointer, isMain: Bool) {
        let job = unsafeBitCast(job, to: UnownedJob.self)
        if isMain {
            job.runSynchronously(on: MainActor.sharedUnownedExecutor)
        } else {
            job.runSynchronously(on: GlobalExecutor.shared.asUnownedTaskExecutor())
        }
    }

    fileprivate static func enqueue(_ job: consuming ExecutorJob, isMain: Bool, after delay: Duration? = nil) {
        let bits = unsafeBitCast(UnownedJob(job), to: UnsafeMutableRawPointer.self)
        // Without a simulation there is nobody to run it: a task of an earlier run that ended in the middle.
        running?.enqueue(bits, isMain: isMain, after: delay)
    }
}

private struct Factory: ExecutorFactory {
    static var mainExecutor: any MainExecutor { MainThreadExecutor.shared }
    static var defaultExecutor: any TaskExecutor { GlobalExecutor.shared }
}

private final class GlobalExecutor: TaskExecutor, SchedulingExecutor {
    static let shared = GlobalExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        SimulationExecutors.enqueue(job, isMain: false)
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C) {
        SimulationExecutors.enqueue(job, isMain: false, after: delay as? Duration ?? .zero)
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C) {
        let delay = clock.now.duration(to: instant) as? Duration
        SimulationExecutors.enqueue(job, isMain: false, after: delay ?? .zero)
    }
}

private final class MainThreadExecutor: MainExecutor {
    static let shared = MainThreadExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        SimulationExecutors.enqueue(job, isMain: true)
    }

    func run() throws {}
    func stop() {}
    func checkIsolated() {}
    func isIsolatingCurrentContext() -> Bool? { SimulationExecutors.running != nil }
}
