import Synchronization

/// Lets a few in at a time; the others wait for their turn, in order.
final class Turns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let waitingMax: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - count: how many are let in at a time.
    ///   - waitingMax: how many wait at most.
    init(_ count: Int, waitingMax: Int) {
        self.waitingMax = waitingMax
        state = Mutex(State(free: count))
    }

    /// Runs `body` when it is its turn; nil at once when too many wait already.
    func run<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value? {
        guard state.withLock({ $0.free > 0 || $0.waiting.count < waitingMax }) else { return nil }
        await take()
        defer { give() }
        return try await body()
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
