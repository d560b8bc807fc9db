import Seams
import Simulators
import Synchronization

/// People revoke approvals that were granted already: at once, while the document is on the way, and long after; by
/// withdrawing or deleting them, or by an approval of its own.
struct RevocationActivity: Activity {
    static let key = "revocations"
    /// The record of one; its detail tells the way.
    static let revoked = "revoked"

    /// The share of approved claims that are revoked.
    private var share = 0.5
    /// Up to when after its approval a claim is revoked: a third at once, a third within a quarter of this, a third late.
    private var within = Duration.seconds(8)
    /// The ways, taken in turn.
    private var ways = RevocationWay.allCases
    /// Whether also a deletion that no event told of is to be found.
    private(set) var findsDeleted = false
    private let tracker = RevocationTracker()

    init?(_ section: inout ScenarioSection) {
        share = section.share("share") ?? share
        within = section.duration("within", in: .milliseconds(100) ... .seconds(3600)) ?? within
        findsDeleted = section.boolean("find-deleted") ?? findsDeleted
        let names = RevocationWay.allCases.map(\.rawValue).joined(separator: ", ")
        if let (text, member) = section.scalar("by", remedy: "write one of \(names)") {
            guard let way = RevocationWay(rawValue: text) else {
                section.note(
                    member, "nobody revokes by '\(text)'; write one of \(names), or leave it out for all in turn")
                return nil
            }
            ways = [way]
        }
    }

    /// The schedule hangs on when claims are approved; `run` waits for that.
    var length: Duration { within }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let last = origin + (stage.scenario.workload.length ?? .zero) + within
        var plan: [Step] = []
        var next = 0
        while stage.time.now < last || !plan.isEmpty {
            for event in stage.history.events(from: next) {
                next = event.sequence + 1
                guard case .instanceFinished(let instance, .agree, let claim?, _) = event.fact else { continue }
                if let step = step(for: claim, instance, at: event.time, stage) { plan.append(step) }
            }
            let due = plan.filter { $0.due <= stage.time.now }.sorted { ($0.due, $0.instance) < ($1.due, $1.instance) }
            plan.removeAll { $0.due <= stage.time.now }
            for step in due {
                let revocation = try stage.world.dingTalk.revoke(step.instance, step.way)
                stage.record(
                    RevocationActivity.self, RevocationActivity.revoked, of: step.instance,
                    ["by": step.way.rawValue, "revocation": revocation ?? ""], due: step.due)
            }
            try await stage.time.sleep(for: .milliseconds(5))
        }
    }

    private struct Step {
        var due: Timestamp
        var instance: String
        var way: RevocationWay
    }

    /// What a claim alone decides, and the scenario's seed.
    private func step(for claim: String, _ instance: String, at approved: Timestamp, _ stage: ActivityStage) -> Step? {
        guard stage.seed.fraction(["is", claim]) < share else { return nil }
        let (moment, place) = (stage.seed.fraction(["when", claim]), stage.seed.fraction(["where", claim]))
        let length = Double(within.milliseconds)
        let pause =
            switch moment {
            case ..<(1.0 / 3): 0.0
            case ..<(2.0 / 3): place * length / 4
            default: (0.5 + place / 2) * length
            }
        let way = ways[min(ways.count - 1, Int(stage.seed.fraction(["by", claim]) * Double(ways.count)))]
        return Step(due: approved + .milliseconds(Int64(pause)), instance: instance, way: way)
    }

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        tracker.isQuiet(stage.history, findsDeleted: findsDeleted)
    }
}

/// Follows a running history, as far as revocations are concerned. One activity may serve several runs, one after the
/// other.
private final class RevocationTracker: Sendable {
    private struct State {
        weak var history: History?
        var story = RevocationStory()
        var next = 0
    }

    private let state = Mutex(State())

    func isQuiet(_ history: History, findsDeleted: Bool) -> Bool {
        state.withLock { state in
            if state.history !== history {
                state = State(history: history, story: RevocationStory(missesDeleted: findsDeleted))
            }
            for event in history.events(from: state.next) {
                state.next = event.sequence + 1
                state.story.add(event)
            }
            return state.story.isSettled
        }
    }
}
