import Logging
import Seams
import Synchronization

/// Takes due work from the store and performs it, a bounded number at a time, until its signal is stopped; then waits
/// for what is running.
///
/// It looks when it is woken (something was stored, something was finished) and when the next work falls due.
package struct Dispatcher<Job: Sendable>: Sendable {
    /// How many jobs run at a time.
    let limit: Int
    let time: any Time
    let signal: WakeSignal
    let logger: Logger
    /// Takes at most so many due jobs.
    let claim: @Sendable (Int) async throws -> [Job]
    /// When the next job falls due after that time.
    let nextDue: @Sendable (Timestamp) async throws -> Timestamp?
    let perform: @Sendable (Job) async -> Void

    /// Runs until the signal is stopped, or the task is cancelled.
    func run() async {
        let running = Running()
        let alarm = Alarm(time: time, signal: signal)
        await withDiscardingTaskGroup { group in
            for await _ in signal.signals {
                do {
                    // From before the claims: what falls due between them and the next line must not be overlooked.
                    let looked = time.now
                    try await takeWork(running, &group)
                    alarm.set(try await nextDue(looked))
                } catch {
                    logger.error("the store cannot be read; trying again in 1 s", metadata: ["error": "\(error)"])
                    alarm.set(time.now + .seconds(1))
                }
            }
            alarm.set(nil)
        }
    }

    private func takeWork(_ running: Running, _ group: inout DiscardingTaskGroup) async throws {
        while true {
            let free = limit - running.count
            guard free > 0 else { return }
            let jobs = try await claim(free)
            for job in jobs {
                running.started()
                group.addTask {
                    await perform(job)
                    running.ended()
                    signal.wake()
                }
            }
            guard jobs.count == free else { return }
        }
    }
}

/// How many jobs are running.
private final class Running: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func started() {
        number.withLock { $0 += 1 }
    }

    func ended() {
        number.withLock { $0 -= 1 }
    }
}
