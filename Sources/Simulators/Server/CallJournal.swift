import HTTPTypes
import Seams
import Synchronization

/// The requests that reached a world, whole, with their replies: the evidence for a failed expectation. Nothing is evicted.
final class CallJournal: Sendable {
    /// A request and what became of it.
    struct Entry: Sendable {
        let number: Int
        let facts: CallFacts
        let time: Timestamp
        let method: String
        let target: String
        let body: [UInt8]
        /// Nil while the request is under way.
        var status: Int?
        /// The platform's reason when it refused.
        var error: String?
        var reply: [UInt8] = []
    }

    let keepsCalls: Bool
    private let entries = Mutex<(list: [Entry], first: Int)>(([], 1))

    /// An empty journal; one that keeps nothing costs nothing.
    init(keepsCalls: Bool = false) {
        self.keepsCalls = keepsCalls
    }

    func arrived(_ number: Int, _ facts: CallFacts, _ call: HTTPCall, at time: Timestamp) {
        guard keepsCalls else { return }
        let entry = Entry(
            number: number, facts: facts, time: time, method: call.request.method.rawValue,
            target: call.request.path ?? "/", body: CallJournal.fitted(call.body))
        entries.withLock { $0.list.append(entry) }
    }

    func answered(_ number: Int, status: Int, error: String?, reply: [UInt8]) {
        guard keepsCalls else { return }
        entries.withLock { entries in
            // Numbers rise almost in the order of arrival, so that the entry is at or near its number's place.
            guard let place = entries.list.lastIndex(where: { $0.number == number }) else { return }
            entries.list[place].status = status
            entries.list[place].error = error
            entries.list[place].reply = CallJournal.fitted(reply)
        }
    }

    /// A copy without the room to grow that a body had while it was read or written: most of the memory otherwise.
    private static func fitted(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { copy, count in
            _ = copy.initialize(from: bytes)
            count = bytes.count
        }
    }

    /// All entries, or those from call `number` on.
    func all(from number: Int = 0) -> [Entry] {
        entries.withLock { entries in entries.list.filter { $0.number >= number } }
    }

    func reset() {
        entries.withLock { $0.list = [] }
    }
}
