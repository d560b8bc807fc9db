import Seams
import Synchronization

/// What a process remembers beside its database, for specimens that keep something there. It dies with the process.
final class Notebook: Sendable {
    private struct Pages {
        var lists: [String: [String]] = [:]
        var times: [String: Timestamp] = [:]
    }

    private let pages = Mutex(Pages())

    /// Adds a line to a list.
    func add(_ line: String, to list: String) {
        pages.withLock { $0.lists[list, default: []].append(line) }
    }

    /// Adds a line to a list unless it is there; returns whether it was added.
    func addOnce(_ line: String, to list: String) -> Bool {
        pages.withLock { pages in
            guard pages.lists[list]?.contains(line) != true else { return false }
            pages.lists[list, default: []].append(line)
            return true
        }
    }

    /// Takes at most so many lines from the front of a list.
    func take(_ count: Int, from list: String) -> [String] {
        pages.withLock { pages in
            let lines = Array((pages.lists[list] ?? []).prefix(count))
            pages.lists[list]?.removeFirst(lines.count)
            return lines
        }
    }

    /// The last line of a list.
    func last(of list: String) -> String? {
        pages.withLock { $0.lists[list]?.last }
    }

    /// Notes a time under a name, unless a later one than `now` stands there; returns whether it was noted.
    func lock(_ name: String, at now: Timestamp, until end: Timestamp) -> Bool {
        pages.withLock { pages in
            if let locked = pages.times[name], locked > now { return false }
            pages.times[name] = end
            return true
        }
    }
}
