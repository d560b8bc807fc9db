import Seams
import Synchronization

/// Shows how far an exploration is: one changing line on a terminal, a plain line every half minute elsewhere.
final class ExploreProgress: Sendable {
    private static let pause = Duration.seconds(30)
    private let shown = Mutex(Duration.zero)

    /// Called when a worker ends, with all results so far.
    func show(_ tally: ExploreTally, after elapsed: Duration) {
        var tally = tally
        tally.elapsed = elapsed
        let text = "  \(tally.seeds) seeds, \(tally.perMinute)/min, \(tally.failures.count) not passed"
        guard !Console.isTerminal else { return Console.status(text) }
        let isDue = shown.withLock { shown in
            guard elapsed - shown >= ExploreProgress.pause else { return false }
            shown = elapsed
            return true
        }
        if isDue { Console.line(text) }
    }
}
