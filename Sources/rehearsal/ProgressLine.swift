import LoadGen
import Seams
import Synchronization

/// Shows a run's progress: one changing line on a terminal, a plain line every few seconds elsewhere.
final class ProgressLine: Sendable {
    private let last = Mutex<(phase: String, second: Int64)>(("", -1))

    func show(_ progress: RunProgress) {
        guard Console.isTerminal else { return showPlain(progress) }
        Console.status(text(progress))
    }

    private func showPlain(_ progress: RunProgress) {
        let second = progress.elapsed.components.seconds
        let isNews = last.withLock { last in
            guard last.phase != progress.phase || second >= last.second + 5 else { return false }
            last = (progress.phase, second)
            return true
        }
        if isNews { Console.line(text(progress)) }
    }

    private func text(_ progress: RunProgress) -> String {
        let seconds = progress.elapsed.components.seconds
        let faults = progress.activeFaults.isEmpty ? "" : "  faults: \(progress.activeFaults.joined(separator: ", "))"
        return "  \(seconds)s \(progress.phase): \(progress.submitted) submitted, \(progress.approved) approved, "
            + "\(progress.delivered) events delivered, \(progress.documents) documents\(faults)"
    }
}
