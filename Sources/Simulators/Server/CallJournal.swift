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

    private struct State {
        var list = GrowingList<Entry>()
        /// The places of calls under way, by number.
        var open: [Int: Int] = [:]
    }

    let keepsCalls: Bool
    private let state = Mutex(State())

    /// An empty journal; one that keeps nothing costs nothing.
    init(keepsCalls: Bool = false) {
        self.keepsCalls = keepsCalls
    }

    func arrived(_ number: Int, _ facts: CallFacts, _ call: HTTPCall, at time: Timestamp) {
        guard keepsCalls else { return }
        let entry = Entry(
            number: number, facts: facts, time: time, method: call.request.method.rawValue,
            target: call.request.path ?? "/", body: CallJournal.fitted(call.body))
        state.withLock { state in
            state.open[number] = state.list.count
            state.list.append(entry)
        }
    }

    func answered(_ number: Int, status: Int, error: String?, reply: [UInt8]) {
        guard keepsCalls else { return }
        let reply = CallJournal.fitted(reply)
        state.withLock { state in
            guard let place = state.open.removeValue(forKey: number) else { return }  // it came before a reset
            state.list.update(at: place) { entry in
                entry.status = status
                entry.error = error
                entry.reply = reply
            }
        }
    }

    /// All entries in the order of their arrival, or those from a place on.
    func entries(from place: Int = 0) -> [Entry] {
        state.withLock { $0.list.elements(from: place) }
    }

    /// The entry at a place; nil when it is gone by a reset.
    func entry(at place: Int) -> Entry? {
        state.withLock { place < $0.list.count ? $0.list[place] : nil }
    }

    func reset() {
        state.withLock { $0 = State() }
    }

    /// A copy without the room to grow that a body had while it was read or written: most of the memory otherwise.
    private static func fitted(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { copy, count in
            _ = copy.initialize(from: bytes)
            count = bytes.count
        }
    }
}
