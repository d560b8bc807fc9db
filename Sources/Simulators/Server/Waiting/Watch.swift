import Seams

/// Looks at history and journal of a world as they grow, until an expectation is met. Each look takes in only what is new:
/// a wait of minutes under load costs no more than what happens meanwhile.
struct Watch {
    let expectation: Expectation
    private var documents = SeenDocuments()
    private var instance: [String] = []
    private var eventsSeen = 0
    private var callsSeen = 0
    /// The numbers of the calls that fit.
    private var fitting: [Int] = []
    /// The places of calls that do not fit yet and are still under way.
    private var open: [Int] = []

    init(_ expectation: Expectation) {
        self.expectation = expectation
    }

    /// Takes in what is new, and returns what was waited for once it is there.
    mutating func look(_ history: History, _ journal: CallJournal) -> JSON? {
        if history.count < eventsSeen { self = Watch(expectation) }  // the world was reset: what was there is gone
        let events = history.events(from: eventsSeen)
        eventsSeen += events.count
        switch expectation.condition {
        case .calls(let pattern, let count):
            takeCalls(of: journal, pattern)
            return fitting.count < count ? nil : ["calls": .array(fitting.map { .number($0) })]
        case .document(let pattern):
            let changed = Set(events.compactMap { documents.absorb($0.fact) }).sorted()
            let found = changed.map { documents.all[$0] }.first { pattern.differences($0).isEmpty }
            guard let found else { return nil }
            return [
                "document": [
                    "form": .string(found.form), "id": .string(found.id), "number": .string(found.number),
                    "status": .string(found.status), "content": found.content,
                ]
            ]
        case .instance(let id, let status):
            for event in events { note(event.fact, of: id) }
            return instance.contains(status) ? ["instance": .string(id), "status": .string(status)] : nil
        }
    }

    private mutating func takeCalls(of journal: CallJournal, _ pattern: CallPattern) {
        let new = journal.entries(from: callsSeen)
        let pending = open.compactMap { place in journal.entry(at: place).map { (place, $0) } }
        open = []
        for (place, entry) in pending + new.enumerated().map({ (callsSeen + $0, $1) }) {
            if pattern.differences(entry).isEmpty {
                fitting.append(entry.number)
            } else if entry.status == nil {
                open.append(place)
            }
        }
        callsSeen += new.count
    }

    private mutating func note(_ fact: HistoryFact, of id: String) {
        switch fact {
        case .instanceFinished(id, let outcome, _, _): instance += ["finished", outcome.rawValue]
        case .instanceRevoked(id, _, _): instance.append("revoked")
        case .instanceCommented(id, _): instance.append("commented")
        default: return
        }
    }

    /// Why the expectation is not met: what came nearest, best first.
    func nearMisses(_ journal: CallJournal) -> [String] {
        switch expectation.condition {
        case .calls(let pattern, let count): Watch.nearest(journal.entries(), pattern, count)
        case .document(let pattern): Watch.nearest(documents.all, pattern)
        case .instance(let id, _):
            instance.isEmpty
                ? ["nothing happened to instance '\(id)' yet"] : ["so far it is: \(instance.joined(separator: ", "))"]
        }
    }

    private static func nearest(_ entries: [CallJournal.Entry], _ pattern: CallPattern, _ count: Int) -> [String] {
        guard !entries.isEmpty else { return ["no call came at all; is the client pointed at this server and world?"] }
        let judged = entries.map { (entry: $0, differences: pattern.differences($0)) }
        let fitting = judged.count { $0.differences.isEmpty }
        var lines = fitting == 0 ? [] : ["\(fitting) of \(count) came"]
        let near = judged.filter { !$0.differences.isEmpty }.sorted { left, right in
            let weights = [left, right].map { $0.differences.map(\.weight).reduce(0, +) }
            return weights[0] != weights[1] ? weights[0] < weights[1] : left.entry.number > right.entry.number
        }
        lines += near.prefix(3).map { judged in
            let sentences = judged.differences.map(\.sentence).joined(separator: "; ")
            let outcome = judged.entry.error.map { " (it was refused: \($0))" } ?? ""
            return "call \(judged.entry.number), \(judged.entry.facts.operation): \(sentences)\(outcome)"
        }
        let operations = Dictionary(grouping: entries, by: \.facts.operation).mapValues(\.count)
        if let operation = pattern.operation, operations[operation] == nil {
            let counts = operations.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            let meant = Spelling.nearest(to: operation, among: operations.keys.sorted())
            lines.append(
                "\(operation) was never called; called were: \(counts)" + (meant.map { "; did you mean \($0)?" } ?? ""))
        }
        return lines
    }

    private static func nearest(_ documents: [SeenDocument], _ pattern: DocumentPattern) -> [String] {
        guard !documents.isEmpty else { return ["no document was saved yet"] }
        let near = documents.map { (document: $0, differences: pattern.differences($0)) }
            .sorted { ($0.differences.count, $1.document.id) < ($1.differences.count, $0.document.id) }
        return near.prefix(3).map { judged in
            "\(judged.document.form) \(judged.document.number): \(judged.differences.joined(separator: "; "))"
        }
    }
}
