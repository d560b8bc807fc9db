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
        let traffic = SwimLaneTraffic(interleaving)
        let told = subjects(judgement, interleaving).compactMap { about($0, traffic, interleaving.marks) }
        return told.isEmpty ? [beginning(traffic, interleaving.marks)].filter { !$0.rows.isEmpty } : told
    }

    /// What a story is about.
    private typealias Subject = (findings: [(checker: String, finding: Finding)], keys: [String])

    /// What the stories are about: findings with the same keys share one.
    private static func subjects(_ judgement: Judgement, _ interleaving: Interleaving) -> [Subject] {
        var subjects: [Subject] = []
        for entry in judgement.entries {
            guard let finding = entry.verdict.findings.first else { continue }
            let keys = SwimLaneKeys.all(of: finding, in: judgement.run, interleaving)
            if let same = subjects.firstIndex(where: { Set($0.keys) == Set(keys) }) {
                subjects[same].findings.append((entry.checker, finding))
            } else if interleaving.messages.contains(where: { $0.keys.contains(where: keys.contains) }) {
                subjects.append(([(entry.checker, finding)], keys))
            }
        }
        return Array(subjects.prefix(storiesMax))
    }

    private static func about(
        _ subject: Subject, _ traffic: SwimLaneTraffic, _ marks: [Interleaving.Mark]
    ) -> SwimLaneStory? {
        let keys = Set(subject.keys)
        let messages = traffic.messages(about: keys)
        guard let first = messages.first?.message.sent else { return nil }
        let last = messages.map { $0.message.arrived ?? $0.message.sent }.max() ?? first
        let rows = SwimLaneRow.sorted(messages, around(marks, from: first, through: last))
        return SwimLaneStory(subject, shortening: SwimLaneRow.folded(rows, keeping: keys))
    }

    private static func beginning(_ traffic: SwimLaneTraffic, _ marks: [Interleaving.Mark]) -> SwimLaneStory {
        let messages = Array(traffic.messages.prefix(rowsMax))
        let isWhole = messages.count == traffic.messages.count
        let last = messages.last?.message.sent
        let near = marks.filter { mark in isWhole || last.map { mark.at <= $0 } ?? true }
        let rows = SwimLaneRow.folded(SwimLaneRow.sorted(messages, near), keeping: [])
        let later = traffic.messages.count - messages.count + marks.count - near.count
        return SwimLaneStory(beginning: rows, leftOut: later)
    }

    /// Keeps the beginning, where the cause is, and the end, where the harm is.
    private init(_ subject: Subject, shortening all: [SwimLaneRow]) {
        (findings, keys) = subject
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

    private static func around(
        _ marks: [Interleaving.Mark], from first: Timestamp, through last: Timestamp
    ) -> [Interleaving.Mark] {
        let telling = marks.filter { $0.kind != .synced }
        let before = telling.filter { $0.at < first }.suffix(marksAround)
        let after = telling.filter { $0.at > last }.prefix(marksAround)
        return before + marks.filter { $0.at >= first && $0.at <= last } + after
    }
}
