import Foundation
package import Seams
import Synchronization

/// Slows down guessing: after a few failures each further one of the same person, or from the same address, doubles the
/// pause before the next try. Counted by one process; forgotten after an hour of peace.
package final class LoginThrottle: Sendable {
    /// Failures that cost nothing: people mistype.
    private static let free = 3
    private static let pauseMax = Duration.seconds(900)
    private static let memory = Duration.seconds(3600)
    /// More names or addresses than this are an attack: the oldest are forgotten.
    private static let entriesMax = 10_000

    private struct Failures {
        var count: Int
        var last: Timestamp
        var until: Timestamp
    }

    private let failures = Mutex<[String: Failures]>([:])
    /// What was noted lately, by key.
    private let noted = Mutex<[String: Timestamp]>([:])
    private static let notePause = Duration.seconds(60)
    private static let notesMax = 1000

    package init() {}

    /// How many names and addresses are remembered.
    var count: Int { failures.withLock { $0.count } }

    /// What counts as one address: of IPv6 the first 64 bits, since whoever has one address there has all of these.
    package static func address(_ peer: String?) -> String {
        guard let peer, peer.contains(":") else { return peer ?? "" }
        let halves = peer.prefix { $0 != "%" }.components(separatedBy: "::")
        let head = halves[0].split(separator: ":").map(String.init)
        guard halves.count == 2 else { return head.prefix(4).joined(separator: ":") }
        let tail = halves[1].split(separator: ":").map(String.init)
        // An IPv4 address in IPv6's clothes is itself.
        if let last = tail.last, last.contains(".") { return last }
        let zeros = [String](repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }

    /// How long nobody may try under these keys; nil when one may.
    package func pause(_ keys: [String], at now: Timestamp) -> Duration? {
        failures.withLock { failures in
            keys.compactMap { failures[$0] }.map { $0.until - now }.filter { $0 > .zero }.max()
        }
    }

    /// A try failed.
    package func failed(_ keys: [String], at now: Timestamp) {
        failures.withLock { failures in
            if failures.count > LoginThrottle.entriesMax {
                failures = failures.filter { now - $0.value.last < .seconds(60) }
                if failures.count > LoginThrottle.entriesMax { failures = [:] }
            }
            for key in keys {
                let known = failures[key].flatMap { now - $0.last < LoginThrottle.memory ? $0 : nil }
                let count = (known?.count ?? 0) + 1
                let over = count - LoginThrottle.free
                let pause = over <= 0 ? .zero : min(LoginThrottle.pauseMax, .seconds(1 << min(over, 12)))
                failures[key] = Failures(count: count, last: now, until: now + pause)
            }
        }
    }

    /// Whether a failure that costs nothing is worth a line in the log: the first of its key in a minute.
    func isNews(_ key: String, at now: Timestamp) -> Bool {
        noted.withLock { noted in
            if let last = noted[key], now - last < LoginThrottle.notePause { return false }
            if noted.count >= LoginThrottle.notesMax {
                noted = noted.filter { now - $0.value < LoginThrottle.notePause }
            }
            guard noted.count < LoginThrottle.notesMax else { return false }
            noted[key] = now
            return true
        }
    }

    /// A try succeeded: this person is not guessing. The address stays suspect.
    package func succeeded(_ key: String) {
        failures.withLock { _ = $0.removeValue(forKey: key) }
    }
}
