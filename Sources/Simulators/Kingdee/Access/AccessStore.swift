import Seams
import Synchronization

/// The access state behind a lock of its own, so that a log-in never waits for a Save.
final class AccessStore: Sendable {
    /// Where a reset goes back to.
    private let origin: AccessState
    private let state: Mutex<AccessState>

    init(world: KingdeeWorld) {
        origin = AccessState(world: world)
        state = Mutex(origin)
    }

    /// A store with what `parent` has now, or began with, for a world of another identity.
    init(forking parent: AccessStore, fromItsStart: Bool, as world: KingdeeWorld) {
        var forked = fromItsStart ? parent.origin : parent.current
        forked.take(world)
        origin = forked
        state = Mutex(forked)
    }

    /// Runs `body` on the state, alone.
    func transact<Outcome: Sendable, Failure: Error>(
        _ body: (inout AccessState) throws(Failure) -> Outcome
    ) throws(Failure) -> Outcome {
        try state.withLock { state throws(Failure) in try body(&state) }
    }

    /// The state as it is now.
    var current: AccessState { state.withLock { $0 } }
    /// How the server is set up now.
    var behaviour: KingdeeBehaviour { state.withLock { $0.behaviour } }

    /// Forgets everything since the start.
    func reset() {
        state.withLock { $0 = origin }
    }
}
