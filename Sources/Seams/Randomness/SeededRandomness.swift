import Synchronization

/// Randomness that a seed repeats: each stream name has a sequence of its own.
package final class SeededRandomness: Randomness {
    private let seed: Seed
    private let generators = Mutex<[String: SeededGenerator]>([:])

    /// Starts all streams that belong to `seed`.
    package init(seed: Seed) {
        self.seed = seed
    }

    package func next(_ name: String) -> UInt64 {
        generators.withLock { $0[name, default: seed.stream(name)].next() }
    }
}
