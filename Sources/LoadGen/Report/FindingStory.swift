import Seams
import Simulators

/// What the history tells of one finding's subject: its own events in order, and between them what happened to the
/// world meanwhile (faults, processes, phases).
struct FindingStory {
    /// The events shown, at most `eventsMax`.
    let events: [HistoryEvent]
    /// How many more there are.
    let leftOut: Int
    /// The events that show the violation.
    let evidence: Set<Int>

    /// A story longer than this is the raw file's job.
    static let eventsMax = 120

    init(of finding: Finding, in run: RunIndex) {
        evidence = Set(finding.evidence)
        let own = FindingStory.own(finding, in: run)
        let surroundings = FindingStory.surroundings(of: own, in: run)
        let all = (own + surroundings).sorted { $0.sequence < $1.sequence }
        // Evidence is kept even when the story is cut.
        let rest = all.dropFirst(FindingStory.eventsMax).filter { finding.evidence.contains($0.sequence) }
        events = Array(all.prefix(FindingStory.eventsMax) + rest.prefix(FindingStory.eventsMax))
        leftOut = all.count - events.count
    }

    private static func own(_ finding: Finding, in run: RunIndex) -> [HistoryEvent] {
        let all = run.record.events
        let shown = finding.evidence.filter { all.indices.contains($0) && all[$0].sequence == $0 }.map { all[$0] }
        let story =
            if let instance = run.instance(finding.subject) {
                run.story(of: instance)
            } else if let document = run.documents.first(where: { $0.label == finding.subject }) {
                run.story(of: document)
            } else {
                shown
            }
        let known = Set(story.map(\.sequence))
        return story + shown.filter { !known.contains($0.sequence) }
    }

    private static func surroundings(of own: [HistoryEvent], in run: RunIndex) -> [HistoryEvent] {
        let sequences = own.map(\.sequence)
        guard let first = sequences.min(), let last = sequences.max(), own.count > 1 else { return [] }
        let known = Set(sequences)
        return run.surroundings.filter { $0.sequence > first && $0.sequence < last && !known.contains($0.sequence) }
    }
}
