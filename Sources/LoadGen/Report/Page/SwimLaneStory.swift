import Seams

/// The part of a run's interleaving that one chart shows: the messages about one approval, and what befell the lanes
/// meanwhile.
struct SwimLaneStory {
    /// What it is the story of; empty when the run has no finding and its beginning is shown.
    var findings: [(checker: String, finding: Finding)] = []
    /// The words by which its messages were picked.
    var keys: [String] = []
    /// In the order in which they happened, at most `rowsMax`.
    var rows: [SwimLaneRow]
    /// How many events are left out.
    var leftOut: Int
    /// The row before which they are missing; nil when they come after the last.
    var cut: Int?

    /// A story longer than this is the trace's job.
    static let rowsMax = 120
    private static let storiesMax = 3
    /// How many marks before the first and after the last message belong to a story: the kill after which nothing came.
    private static let marksAround = 2

    /// The stories of the first finding of each checker; the run's beginning when there is none that a message tells of.
    static func all(_ judgement: Judgement, _ interleaving: Interleaving) -> [SwimLaneStory] {
        let replies = replies(interleaving)
        let subjects = subjects(judgement, interleaving)
        let told = subjects.compactMap { about($0.findings, keys: $0.keys, interleaving, replies) }
        return told.isEmpty ? [beginning(interleaving, replies)].filter { !$0.rows.isEmpty } : told
    }

    /// What the stories are about: findings with the same keys share one.
    private static func subjects(
        _ judgement: Judgement, _ interleaving: Interleaving
    ) -> [(findings: [(checker: String, finding: Finding)], keys: [String])] {
        var subjects: [(findings: [(checker: String, finding: Finding)], keys: [String])] = []
        for entry in judgement.entries {
            guard let finding = entry.verdict.findings.first else { continue }
            let keys = SwimLaneKeys.all(of: finding, in: judgement.run, interleaving)
            if let same = subjects.firstIndex(where: { Set($0.keys) == Set(keys) }) {
                subjects[same].findings.append((entry.checker, finding))
            } else if interleaving.messages.contains(where: { !Set(keys).isDisjoint(with: $0.keys) }) {
                subjects.append(([(entry.checker, finding)], keys))
            }
        }
        return Array(subjects.prefix(storiesMax))
    }

    private static func about(
        _ findings: [(checker: String, finding: Finding)], keys: [String], _ interleaving: Interleaving,
        _ replies: Set<Int>
    ) -> SwimLaneStory? {
        let words = Set(keys)
        let own = interleaving.messages.indices.filter { !words.isDisjoint(with: interleaving.messages[$0].keys) }
        guard let first = own.first.map({ interleaving.messages[$0].sent }) else { return nil }
        let messages = own.map { (interleaving.messages[$0], isReply: replies.contains($0)) }
        let last = messages.map { $0.0.arrived ?? $0.0.sent }.max() ?? first
        let rows = SwimLaneRow.folded(
            SwimLaneRow.sorted(messages, marks(interleaving.marks, from: first, through: last)), keeping: words)
        return SwimLaneStory(findings, keys, shortening: rows)
    }

    /// Keeps the beginning, where the cause is, and the end, where the harm is.
    private init(_ findings: [(checker: String, finding: Finding)], _ keys: [String], shortening all: [SwimLaneRow]) {
        self.findings = findings
        self.keys = keys
        let half = SwimLaneStory.rowsMax / 2
        let isLong = all.count > SwimLaneStory.rowsMax
        rows = isLong ? all.prefix(half) + all.suffix(half) : all
        cut = isLong ? half : nil
        leftOut = isLong ? all.dropFirst(half).dropLast(half).reduce(0) { $0 + $1.events } : 0
    }

    private init(beginning all: [SwimLaneRow], leftOut later: Int) {
        rows = Array(all.prefix(SwimLaneStory.rowsMax))
        leftOut = all.dropFirst(SwimLaneStory.rowsMax).reduce(later) { $0 + $1.events }
    }

    private static func beginning(_ interleaving: Interleaving, _ replies: Set<Int>) -> SwimLaneStory {
        let messages = interleaving.messages.prefix(rowsMax)
        let last = messages.last?.sent
        let hasMore = interleaving.messages.count > messages.count
        let marks = interleaving.marks.filter { mark in !hasMore || last.map { mark.at <= $0 } ?? true }
        let numbered = messages.enumerated().map { ($0.element, isReply: replies.contains($0.offset)) }
        let later = interleaving.messages.count - messages.count + interleaving.marks.count - marks.count
        return SwimLaneStory(
            beginning: SwimLaneRow.folded(SwimLaneRow.sorted(numbered, marks), keeping: []), leftOut: later)
    }

    private static func marks(
        _ all: [Interleaving.Mark], from first: Timestamp, through last: Timestamp
    ) -> [Interleaving.Mark] {
        let telling = all.filter { $0.kind != .synced }
        let before = telling.filter { $0.at < first }.suffix(marksAround)
        let after = telling.filter { $0.at > last }.prefix(marksAround)
        return before + all.filter { $0.at >= first && $0.at <= last } + after
    }

    /// The positions of the messages that go back along an exchange.
    private static func replies(_ interleaving: Interleaving) -> Set<Int> {
        var openers: [Int: Interleaving.Message] = [:]
        var replies: Set<Int> = []
        for (position, message) in interleaving.messages.enumerated() {
            guard let opener = openers[message.exchange] else {
                openers[message.exchange] = message
                continue
            }
            if opener.from == message.to, opener.to == message.from { replies.insert(position) }
        }
        return replies
    }
}
