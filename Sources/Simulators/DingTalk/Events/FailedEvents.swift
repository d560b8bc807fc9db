import Seams

/// Events that were given up. Each reading deletes what the reading before returned (「事件订阅与数据推送」): a reader
/// who crashes between two calls loses nothing, two readers at once do.
struct FailedEvents: Sendable {
    private struct Entry: Sendable {
        let event: PlatformEvent
        let fetchableAt: Timestamp
    }

    /// The most entries of one answer.
    static let pageMax = 200

    private var entries: [Entry] = []
    private var handedOut = 0

    var count: Int { entries.count }

    mutating func add(_ event: PlatformEvent, fetchableAt time: Timestamp) {
        entries.append(Entry(event: event, fetchableAt: time))
    }

    /// Those born in a span of time, without any effect on them: at most as many as `take` gives, and whether there are
    /// more.
    func list(from start: Timestamp, to end: Timestamp, at now: Timestamp) -> (events: [PlatformEvent], hasMore: Bool) {
        let ready = entries.lazy.filter { entry in
            entry.fetchableAt <= now && start <= entry.event.born && entry.event.born <= end
        }
        let page = ready.prefix(FailedEvents.pageMax + 1).map(\.event)
        return (Array(page.prefix(FailedEvents.pageMax)), page.count > FailedEvents.pageMax)
    }

    mutating func take(at now: Timestamp) -> (events: [PlatformEvent], hasMore: Bool) {
        entries.removeFirst(handedOut)
        let ready = entries.prefix { $0.fetchableAt <= now }
        let page = ready.prefix(FailedEvents.pageMax)
        handedOut = page.count
        return (page.map(\.event), ready.count > page.count)
    }
}
