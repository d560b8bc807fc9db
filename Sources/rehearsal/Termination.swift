import ServiceLifecycle
import UnixSignals

/// Runs something until Ctrl-C or SIGTERM.
enum Termination {
    /// Runs `body` and cancels it on SIGINT or SIGTERM; returns when it has ended.
    static func untilInterrupted(_ body: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await body() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
