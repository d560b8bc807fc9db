import Simulators

/// The words by which messages speak of one finding's subject: the approval's instance id and the numbers of its
/// documents.
enum SwimLaneKeys {
    /// The keys of `finding`, the subject first.
    ///
    /// A finding about many, such as `p99`, is told by the first approval or document that its evidence names.
    static func all(of finding: Finding, in run: RunIndex, _ interleaving: Interleaving) -> [String] {
        var known = known(finding.subject, run)
        if known.count == 1, !interleaving.messages.contains(where: { $0.keys.contains(finding.subject) }) {
            let example = example(finding.evidence, run)
            known = example.map { self.known($0, run) } ?? known
        }
        return known + joined(to: Set(known), run, interleaving)
    }

    private static func known(_ subject: String, _ run: RunIndex) -> [String] {
        var keys = [subject]
        let document = run.documents.first { $0.label == subject }
        let owner = document?.instance.map { run.instances[$0] }
        if let instance = run.instance(subject) ?? owner {
            let letters = run.deadLetters.filter { $0.instance == instance.id }.map(\.key)
            keys += [instance.id] + run.documents(of: instance).map(\.number) + letters
        }
        return unique(keys.filter { !$0.isEmpty })
    }

    private static func example(_ evidence: [Int], _ run: RunIndex) -> String? {
        let events = run.record.events
        let named = evidence.filter { events.indices.contains($0) }.flatMap { words(events[$0].fact) }
        return named.first { word in run.instance(word) != nil || run.documents.contains { $0.number == word } }
    }

    private static func words(_ fact: HistoryFact) -> [String] {
        switch fact {
        case .instanceStarted(let instance, _, _, _, _), .instanceFinished(let instance, _, _, _),
            .eventCreated(_, _, let instance?), .eventAcknowledged(_, let instance?, _):
            [instance]
        case .callArrived(_, _, _, let key?), .callAnswered(_, _, _, let key?, _, _, _),
            .callCut(_, _, _, let key?, _, _):
            [key]
        case .documentSaved(_, _, _, let number, _, _, _): [number]
        case .documentStatusChanged(_, _, _, let number, _, _, _): [number]
        case .deadLetter(let key, let instance, _): [instance, key]
        default: []
        }
    }

    /// A document that was never created is in no approval's record, and its number is known from the calls alone: a
    /// call's key that a message names together with this story's keys, and that belongs to no other approval.
    private static func joined(
        to known: Set<String>, _ run: RunIndex, _ interleaving: Interleaving
    ) -> [String] {
        let owned = Set(run.documents.map(\.number)).union(run.instances.map(\.id))
        let calls = Set(run.calls.compactMap(\.key)).subtracting(owned)
        let own = interleaving.messages.filter { message in
            message.keys.contains(where: known.contains)
                && !message.keys.contains { owned.contains($0) && !known.contains($0) }
        }
        return unique(own.flatMap(\.keys).filter { calls.contains($0) && !known.contains($0) })
    }

    private static func unique(_ keys: [String]) -> [String] {
        var seen: Set<String> = []
        return keys.filter { seen.insert($0).inserted }
    }
}
