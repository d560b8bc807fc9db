import Simulators
import Synchronization

/// The forms that an activity has changed and deleted so far.
final class YidaChanges: Sendable {
    private struct State {
        var changed: [String] = []
        var deleted: [String] = []
        weak var history: History?
        var story = RevocationStory()
        var next = 0
    }

    private let state = Mutex(State())

    var instances: [String] { state.withLock { $0.changed } }
    var deleted: [String] { state.withLock { $0.deleted } }

    func begin() {
        state.withLock { $0 = State() }
    }

    func add(_ instance: String) {
        state.withLock { $0.changed.append(instance) }
    }

    func addDeleted(_ instance: String) {
        state.withLock { $0.deleted.append(instance) }
    }

    /// The deleted ones whose documents stand in Kingdee.
    func deletedWithDocuments(_ history: History) -> [String] {
        state.withLock { state in
            guard !state.deleted.isEmpty else { return [] }
            if state.history !== history { (state.history, state.story, state.next) = (history, RevocationStory(), 0) }
            for event in history.events(from: state.next) {
                state.next = event.sequence + 1
                state.story.add(event)
            }
            return state.deleted.filter { instance in
                state.story.documents(of: instance).contains { $0.deleted == nil }
            }
        }
    }
}
