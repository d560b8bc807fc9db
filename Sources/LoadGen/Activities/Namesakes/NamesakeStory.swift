import Simulators

/// The documents that somebody entered by hand, and what the system under test did to them: from the history alone.
struct NamesakeStory {
    struct Document: Hashable {
        var number: String
        /// The line of its entry.
        var entered: Int
        /// The approval whose id stands in it; empty when there is none.
        var instance: String
        /// The lines of calls that changed, moved or deleted it.
        var touches: [Int] = []
        /// The lines of calls that met it: Saves under its number.
        var meetings: [Int] = []
    }

    /// By internal id.
    private(set) var documents: [String: Document] = [:]
    /// The approvals that were left to a person.
    private(set) var held: Set<String> = []
    private var ids: [String: String] = [:]

    init(_ events: [HistoryEvent]) {
        for event in events { add(event) }
    }

    private mutating func add(_ event: HistoryEvent) {
        switch event.fact {
        case .activity(NamesakesActivity.key, NamesakesActivity.entered, let number, let detail, _):
            guard let id = detail["id"] else { return }
            documents[id] = Document(number: number, entered: event.sequence, instance: detail["instance"] ?? "")
            ids[number] = id
        case .activity(NamesakesActivity.key, NamesakesActivity.held, let instance, _, _): held.insert(instance)
        case .documentSaved(.some, _, let id, let number, _, _, _),
            .documentStatusChanged(.some, _, let id, let number, _, _, _),
            .documentDeleted(.some, _, let id, let number):
            guard documents[id]?.number == number else { return }
            documents[id]?.touches.append(event.sequence)
        case .callArrived(_, .kingdee, "Save", let number?):
            if let id = ids[number] { documents[id]?.meetings.append(event.sequence) }
        default: break
        }
    }
}
