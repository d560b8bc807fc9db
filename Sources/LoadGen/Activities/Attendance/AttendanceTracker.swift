import Simulators
import Synchronization

/// Follows the attendance of a run while it goes on: reads each line of the history once, and compares only after something
/// changed. One activity may serve several runs, one after the other.
final class AttendanceTracker: Sendable {
    private struct State {
        weak var history: History?
        var next = 0
        var story = AttendanceStory()
        var isComplete: Bool?
    }

    private let state = Mutex(State())

    /// Whether Kingdee holds what `results` says of the story so far.
    func isComplete(
        _ history: History, _ results: (AttendanceStory) -> [AttendanceStory.Expected]
    ) -> Bool {
        state.withLock { state in
            if state.history !== history { state = State(history: history) }
            for event in history.events(from: state.next) {
                state.next = event.sequence + 1
                guard AttendanceStory.concerns(event.fact) else { continue }
                state.story.add(event)
                state.isComplete = nil
            }
            if let known = state.isComplete { return known }
            let isComplete = state.story.expecting(results(state.story)).isComplete
            state.isComplete = isComplete
            return isComplete
        }
    }
}
