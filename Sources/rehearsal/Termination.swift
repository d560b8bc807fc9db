import ServiceLifecycle
import UnixSignals

/// Runs something until Ctrl-C or SIGTERM.
enum Termination {
    /// Runs `body` and cancels it on SIGINT or SIGTERM; returns when it has ended, and whether a signal ended it.
    @discardableResult
    static func untilInterrupted(_ body: @escaping @Sendable () async -> Void) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await body()
                return false
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return true }
                return false
            }
            let isInterrupted = await group.next() ?? false
            group.cancelAll()
            return isInterrupted
        }
    }
}
