import Crypto
import Synchronization

/// Bounds how many documents' files are moved at a time, so that they leave workers for others, and memory flat.
///
/// A document with large files gives its place back after some blocks and queues again; meanwhile the hash of what was
/// read of its file is kept here.
final class TransferLane: Sendable {
    /// A file whose content is being hashed.
    struct Key: Hashable {
        let item: Int64
        let position: Int
        /// How often it was begun anew.
        let restarts: Int
    }

    /// The hash of a file's first bytes.
    struct RunningHash {
        var bytes: Int64 = 0
        var hash = SHA256()
    }

    private struct State {
        var taken = 0
        var hashes: [Key: RunningHash] = [:]
    }

    /// The blocks that a document moves before others get its place.
    static let blocksInARow = 16
    private static let hashesMax = 256
    private let places: Int
    private let state = Mutex(State())

    init(places: Int) {
        self.places = places
    }

    /// Takes a place, until the result is let go; nil when none is free.
    func enter() -> Place? {
        let isFree = state.withLock { state in
            guard state.taken < places else { return false }
            state.taken += 1
            return true
        }
        return isFree ? Place(lane: self) : nil
    }

    /// Keeps a hash until its document's turn comes again. Nothing depends on it: what is not kept is read again.
    func keep(_ hash: RunningHash, for key: Key) {
        state.withLock { state in
            if state.hashes.count >= TransferLane.hashesMax { state.hashes = [:] }
            state.hashes[key] = hash
        }
    }

    /// The hash that was kept, once.
    func takeHash(for key: Key) -> RunningHash? {
        state.withLock { $0.hashes.removeValue(forKey: key) }
    }

    private func leave() {
        state.withLock { $0.taken -= 1 }
    }

    /// A place in the lane; given back when nobody holds it any more.
    final class Place: Sendable {
        private let lane: TransferLane

        fileprivate init(lane: TransferLane) {
            self.lane = lane
        }

        deinit { lane.leave() }
    }
}
