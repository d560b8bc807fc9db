import Seams
import Synchronization

/// Wakes the one loop that waits for work. A ring that nobody waits for is kept for the next wait.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var isStopped = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// There may be something to do.
    func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isRung = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Throws a kept ring away.
    func silence() {
        state.withLock { $0.isRung = false }
    }

    /// Waits for a ring, at the latest until `deadline`; returns at once when the task is cancelled.
    func wait(until deadline: Timestamp?, on time: any Time) async {
        let alarm = deadline.map { deadline in
            Task {
                // Cancelled when the bell was rung before.
                guard (try? await time.sleep(until: deadline)) != nil else { return }
                ring()
            }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isRung, !state.isStopped else {
                        state.isRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.isStopped = true }
            ring()
        }
        alarm?.cancel()
    }
}
