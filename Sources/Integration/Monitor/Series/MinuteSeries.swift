package import Seams
import Synchronization

/// What happened in each of the last minutes, for the page's charts: kept in memory, by one process, and forgotten with it.
package final class MinuteSeries: Sendable {
    /// How far back it remembers.
    static let minutesMax = 360

    /// The calls of one operation.
    struct Calls: Hashable, Sendable {
        var succeeded = 0
        var failed = 0
        var throttled = 0
        var latency = LatencyHistogram()
    }

    /// One minute.
    struct Minute: Hashable, Sendable {
        /// Minutes since 1970.
        var number: Int64
        var calls: [PlatformOperation: Calls] = [:]
        var events = 0
        var retries = 0
        var done = 0
        /// Items that came to rest for a person.
        var stopped = 0
        /// The age of the oldest unfinished item in seconds, the largest that was seen in this minute.
        var lag: Double?
        /// The unfinished items, the last that were seen in this minute.
        var unfinished: Int?

        init(number: Int64) {
            self.number = number
        }
    }

    private let time: any Time
    /// In order; minutes without anything are left out.
    private let minutes = Mutex<[Minute]>([])

    package init(time: any Time) {
        self.time = time
    }

    /// The current minute's number.
    var current: Int64 { time.now.seconds / 60 }

    /// Counts a call that ended.
    func called(_ operation: PlatformOperation, outcome: String, took: Duration) {
        change { minute in
            var calls = minute.calls[operation] ?? Calls()
            switch outcome {
            case "ok": calls.succeeded += 1
            case "throttled": calls.throttled += 1
            // The platform answered as it should: a look-up that finds nothing, a number that is taken.
            case "not-found", "duplicate-number": calls.succeeded += 1
            default: calls.failed += 1
            }
            calls.latency.add(took.seconds)
            minute.calls[operation] = calls
        }
    }

    /// Counts an event that was taken.
    func arrived() { change { $0.events += 1 } }

    /// Counts a retry.
    func retried() { change { $0.retries += 1 } }

    /// Counts an item that came to rest.
    func rested(_ state: ItemState) {
        change { minute in
            if state == .done { minute.done += 1 }
            if state == .dead || state == .human { minute.stopped += 1 }
        }
    }

    /// Notes how far the work is behind.
    func sampled(lag: Duration?, unfinished: Int) {
        change { minute in
            minute.lag = max(minute.lag ?? 0, lag?.seconds ?? 0)
            minute.unfinished = unfinished
        }
    }

    /// The last `count` minutes, the running one last; each is there, also an empty one.
    func last(_ count: Int) -> [Minute] {
        let current = current
        let known = minutes.withLock { minutes in
            Dictionary(minutes.map { ($0.number, $0) }) { $1 }
        }
        let first = current - Int64(max(1, min(count, MinuteSeries.minutesMax))) + 1
        return (first...current).map { known[$0] ?? Minute(number: $0) }
    }

    private func change(_ body: (inout Minute) -> Void) {
        let current = current
        minutes.withLock { minutes in
            if minutes.last.map({ $0.number < current }) ?? true {
                minutes.append(Minute(number: current))
                minutes.removeFirst(max(0, minutes.count - MinuteSeries.minutesMax))
            }
            body(&minutes[minutes.count - 1])
        }
    }
}
