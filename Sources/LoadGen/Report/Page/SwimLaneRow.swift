import Seams

/// One line of a swim-lane chart: a message, or something that happened in one lane.
enum SwimLaneRow: Hashable {
    /// A reply goes back along the exchange that a request opened.
    case message(Interleaving.Message, isReply: Bool)
    /// `others` more of its kind happened right there and are not drawn.
    case mark(Interleaving.Mark, others: Int)

    /// When it happened; a message, when it left.
    var time: Timestamp {
        switch self {
        case .message(let message, _): message.sent
        case .mark(let mark, _): mark.at
        }
    }

    /// The lanes that it touches.
    var lanes: [String] {
        switch self {
        case .message(let message, _): [message.from, message.to]
        case .mark(let mark, _): [mark.lane]
        }
    }

    /// Whether it is a message that never arrived.
    var isLost: Bool {
        if case .message(let message, _) = self { message.arrived == nil } else { false }
    }

    var isMark: Bool {
        if case .mark = self { true } else { false }
    }

    /// How many events of the run it stands for.
    var events: Int {
        if case .mark(_, let others) = self { 1 + others } else { 1 }
    }

    /// Where it stands among what happened at the same instant.
    ///
    /// Virtual time does not pass while a process computes, so that a request's arrival, its reply and the kill after
    /// it often share one instant: what arrives or comes up goes first, then what is sent, then what goes down.
    var rank: Int {
        switch self {
        case .message: 2
        case .mark(let mark, _): mark.kind.endsWork ? 3 : 1
        }
    }

    /// The rows of `messages` and `marks` in the order in which they happened.
    static func sorted(_ messages: [(message: Interleaving.Message, isReply: Bool)], _ marks: [Interleaving.Mark])
        -> [SwimLaneRow]
    {
        let rows = messages.map { SwimLaneRow.message($0.message, isReply: $0.isReply) }
        let all = rows + marks.map { SwimLaneRow.mark($0, others: 0) }
        return all.enumerated().sorted {
            ($0.element.time, $0.element.rank, $0.offset) < ($1.element.time, $1.element.rank, $1.offset)
        }.map(\.element)
    }

    /// The rows with every series of syncs, or of strikes at somebody else, drawn as one: a busy run has thousands
    /// between two messages of a story.
    static func folded(_ rows: [SwimLaneRow], keeping keys: Set<String>) -> [SwimLaneRow] {
        rows.reduce(into: []) { folded, row in
            guard case .mark(let mark, let others) = row, case .mark(let last, let earlier)? = folded.last,
                last.lane == mark.lane, last.kind == mark.kind, mark.isAside(of: keys), last.isAside(of: keys)
            else { return folded.append(row) }
            folded[folded.count - 1] = .mark(mark, others: earlier + others + 1)
        }
    }
}

extension Interleaving.Mark {
    /// Whether it may be folded into others: a sync, or a strike that names none of `keys`.
    fileprivate func isAside(of keys: Set<String>) -> Bool {
        switch kind {
        case .synced: true
        case .fault: !keys.contains { label.contains($0) }
        default: false
        }
    }
}

extension Interleaving.Mark.Kind {
    /// Whether the lane is dead or still from here on.
    var endsWork: Bool {
        switch self {
        case .killed, .powerLost, .stopped, .paused: true
        case .started, .resumed, .synced, .fault: false
        }
    }
}
