package import Seams
import Synchronization

/// The record of a run, filled by simulators and harness, in one order and on one clock.
///
/// Nothing is ever evicted: a checker that lacks a line could call a broken core right.
package final class History: Sendable {
    private struct State {
        var events = GrowingList<HistoryEvent>()
        var sinks: [@Sendable (HistoryEvent) -> Void] = []
        var calls = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0
    }

    private let time: any Time
    private let state = Mutex(State())

    /// Starts an empty history on the clock of `time`.
    package init(time: any Time) {
        self.time = time
    }

    /// Appends what just happened. Cheap and synchronous, so that a simulator can call it inside the step it records.
    package func record(_ fact: HistoryFact) {
        let waiters = state.withLock { state in
            let event = HistoryEvent(sequence: state.events.count, time: time.now, fact: fact)
            state.events.append(event)
            for sink in state.sinks { sink(event) }
            guard !state.waiters.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [:] }
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// How many events there are.
    package var count: Int { state.withLock { $0.events.count } }

    /// Waits until there are other than `count` events, or the task is cancelled.
    package func waitForChange(from count: Int) async {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.events.count == count, !Task.isCancelled else { return false }
                    state.waiters[number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }

    /// Lets `sink` see each event from now on, in order. It runs inside the record's lock: it must be quick and must not
    /// record.
    package func addSink(_ sink: @escaping @Sendable (HistoryEvent) -> Void) {
        state.withLock { $0.sinks.append(sink) }
    }

    /// The number of the next call: 1, 2, 3 …
    package func nextCall() -> Int {
        state.withLock { state in
            state.calls += 1
            return state.calls
        }
    }

    /// All events so far, or those from `sequence` on.
    package func events(from sequence: Int = 0) -> [HistoryEvent] {
        state.withLock { $0.events.elements(from: sequence) }
    }

    /// Forgets everything; for `POST /_rehearsal/reset` of a free-standing simulator, never within a run.
    package func reset() {
        let waiters = state.withLock { state in
            state.events = GrowingList()
            defer { state.waiters = [:] }
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        for waiter in waiters { waiter.resume() }
    }
}
