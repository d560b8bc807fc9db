import VirtualTimeShim

/// The one thread that simulations of this process run on: its own, so that no task of the ordinary runtime is below
/// them, with a stack for deep recursion.
package enum SimulationThread {
    private final class Work {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` there and waits for its end.
    package static func run<Result>(_ body: @escaping () -> Result) -> Result {
        var result: Result?
        let work = Work { result = body() }
        let isStarted = vt_run_thread(
            { context in
                guard let context else { return }
                Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().body()
            }, Unmanaged.passUnretained(work).toOpaque(), 256 << 20)
        guard isStarted, let result else { preconditionFailure("the system refused a thread") }
        return result
    }
}
