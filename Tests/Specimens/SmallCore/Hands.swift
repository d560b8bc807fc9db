import Synchronization

/// The items that workers of this process hold.
final class Hands: Sendable {
    private let held = Mutex<[Int64: Int]>([:])

    /// How many are held.
    var count: Int { held.withLock { $0.values.reduce(0, +) } }

    /// Whether a worker holds it.
    func holds(_ id: Int64) -> Bool {
        held.withLock { $0[id] != nil }
    }

    /// A worker takes it.
    func take(_ id: Int64) {
        held.withLock { $0[id, default: 0] += 1 }
    }

    /// A worker gives it back.
    func give(_ id: Int64) {
        held.withLock { held in
            let rest = (held[id] ?? 1) - 1
            held[id] = rest > 0 ? rest : nil
        }
    }
}
