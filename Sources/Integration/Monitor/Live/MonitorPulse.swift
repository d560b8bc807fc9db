import Logging
import Seams
import Synchronization

/// What the monitor knows of the store's state: counted at most once a second, whoever asks, and sampled for the charts.
final class MonitorPulse: Sendable {
    /// The state of the work at one point in time.
    struct Beat: Hashable, Sendable {
        var at: Timestamp
        var counts: [ItemState: Int]
        /// When the oldest unfinished item was stored; nil without any.
        var oldest: Timestamp?

        var unfinished: Int {
            counts.filter { !$0.key.isResting && $0.key != .open }.reduce(0) { $0 + $1.value }
        }

        var lag: Duration? { oldest.map { max(.zero, at - $0) } }
    }

    /// How often the charts get a sample.
    private static let interval = Duration.seconds(15)
    /// Counting may take at most this part of the time: with millions of items it takes a while.
    private static let share = 20

    private struct State {
        var beat: Beat?
        var freshUntil = Timestamp(nanoseconds: .min)
    }

    private let store: ItemStore
    private let series: MinuteSeries
    private let time: any Time
    private let logger: Logger
    private let signal = WakeSignal()
    private let state = Mutex(State())

    init(store: ItemStore, series: MinuteSeries, time: any Time, logger: Logger) {
        self.store = store
        self.series = series
        self.time = time
        self.logger = logger
    }

    /// The state of the work, at most about a second old.
    func beat() async throws -> Beat {
        let start = time.now
        let known = state.withLock { start < $0.freshUntil ? $0.beat : nil }
        if let known { return known }
        let beat = Beat(at: start, counts: try await store.counts(), oldest: try await store.oldestUnfinished())
        let took = time.now - start
        state.withLock { state in
            state.beat = beat
            state.freshUntil = time.now + max(.milliseconds(900), took * MonitorPulse.share)
        }
        series.sampled(lag: beat.lag, unfinished: beat.unfinished)
        return beat
    }

    /// Samples until `stop`.
    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        for await _ in signal.signals {
            do {
                _ = try await beat()
            } catch {
                logger.error("the monitor cannot count the items", metadata: ["error": "\(error)"])
            }
            alarm.set(time.now + MonitorPulse.interval)
        }
        alarm.set(nil)
    }

    func stop() { signal.stop() }
}
