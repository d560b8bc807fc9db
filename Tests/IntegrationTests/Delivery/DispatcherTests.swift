import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct DispatcherTests {
    /// One job as a store keeps it: claimed once, when it is due.
    private final class Shelf: Sendable {
        let due: Timestamp
        private let isTaken = Mutex(false)

        init(due: Timestamp) {
            self.due = due
        }

        func claim(at now: Timestamp) -> [String] {
            isTaken.withLock { isTaken in
                guard !isTaken, due <= now else { return [] }
                isTaken = true
                return ["job"]
            }
        }

        func nextDue(after now: Timestamp) -> Timestamp? {
            isTaken.withLock { $0 || due <= now ? nil : due }
        }
    }

    /// Nobody else would wake the loop for it: a store only tells what is yet to come.
    @Test func workThatFallsDueWhileItLooksIsNotOverlooked() async throws {
        let time = ManualTime()
        let shelf = Shelf(due: time.now + .microseconds(5))
        let signal = WakeSignal()
        let dispatcher = Dispatcher<String>(
            limit: 4, time: time, signal: signal, logger: .silent,
            claim: { _ in
                let jobs = shelf.claim(at: time.now)
                time.advance(by: .microseconds(10))
                return jobs
            },
            nextDue: { shelf.nextDue(after: $0) }, perform: { _ in signal.stop() })
        await dispatcher.run()
        #expect(shelf.nextDue(after: shelf.due - .microseconds(1)) == nil)
    }
}
