import Synchronization

/// What an activity has entered so far.
final class Namesakes: Sendable {
    private struct State {
        var numbers: [String] = []
        var instances: Set<String> = []
        var started: [String] = []
    }

    private let state = Mutex(State())

    /// The numbers, in order, and the approvals whose ids stand in some.
    var all: (numbers: [String], instances: Set<String>) { state.withLock { ($0.numbers, $0.instances) } }

    func begin() {
        state.withLock { $0 = State() }
    }

    /// The approvals that were submitted so far.
    var started: [String] { state.withLock { $0.started } }

    func start(_ instance: String) { state.withLock { $0.started.append(instance) } }

    func has(_ number: String) -> Bool { state.withLock { $0.numbers.contains(number) } }

    func add(_ number: String, of instance: String?) {
        state.withLock { state in
            state.numbers.append(number)
            if let instance { state.instances.insert(instance) }
        }
    }
}
