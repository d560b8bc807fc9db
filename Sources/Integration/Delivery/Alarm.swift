import Seams
import Synchronization

/// Wakes a signal at one point in time.
final class Alarm: Sendable {
    private let time: any Time
    private let signal: WakeSignal
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(time: any Time, signal: WakeSignal) {
        self.time = time
        self.signal = signal
    }

    /// Replaces the point in time; nil is never.
    func set(_ deadline: Timestamp?) {
        let next = deadline.map { deadline in
            Task { [time, signal] in
                guard (try? await time.sleep(until: deadline)) != nil else { return }  // cancelled: replaced
                signal.wake()
            }
        }
        task.withLock { task in
            task?.cancel()
            task = next
        }
    }
}
