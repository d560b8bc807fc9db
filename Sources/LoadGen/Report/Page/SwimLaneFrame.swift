/// The widths of a swim-lane chart: where its lanes stand and how much room a label has.
struct SwimLaneFrame {
    let size: ChartFrame.Size
    let lanes: [String]
    /// Where the labels' room begins, right of the times.
    let left: Double
    /// Where it ends, left of the faults' bars.
    let right: Double
    private let first: Double
    private let step: Double

    var width: Double { size == .wide ? 1100 : 360 }

    /// The width of one fault's bar and the space beside it.
    static let barStep = 9.0

    init(_ size: ChartFrame.Size, lanes: [String], bars: Int) {
        self.size = size
        self.lanes = lanes
        let width = size == .wide ? 1100.0 : 360
        left = size == .wide ? 76 : 58
        right = width - 4 - Double(bars) * SwimLaneFrame.barStep
        first = left + (size == .wide ? 44 : 26)
        let last = right - (size == .wide ? 60 : 28)
        step = lanes.count > 1 ? (last - first) / Double(lanes.count - 1) : 0
    }

    /// Where a lane stands.
    func x(_ lane: String) -> Double {
        let index = lanes.firstIndex(of: lane) ?? 0
        return ((first + Double(index) * step) * 10).rounded() / 10
    }

    /// A label that begins at `tail` and runs to the right or to the left, moved and shortened to fit between the edges.
    func label(_ text: String, at tail: Double, toRight: Bool) -> (x: Double, anchor: String, text: String) {
        let room = right - left - 6
        let fitting = SwimLaneFrame.shortened(text, to: room)
        let length = SwimLaneFrame.length(fitting)
        if toRight {
            return tail + length <= right - 2
                ? (tail, "start", fitting) : (right - 2, "end", fitting)
        }
        return tail - length >= left + 4 ? (tail, "end", fitting) : (left + 4, "start", fitting)
    }

    /// A mark's label: beside its symbol, on the side that has more room for it.
    func markLabel(_ text: String, at x: Double) -> (x: Double, anchor: String, text: String) {
        let (after, before) = (x + 12, x - 12)
        let isRight = after + SwimLaneFrame.length(text) <= right - 2 || right - after >= before - left
        let room = isRight ? right - 2 - after : before - left - 4
        let fitting = SwimLaneFrame.shortened(text, to: room)
        return isRight ? (after, "start", fitting) : (before, "end", fitting)
    }

    /// The width of a text at the charts' font size, roughly, and rather too wide than too narrow.
    static func length(_ text: some StringProtocol) -> Double {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x30...0x39, 0x41...0x5A: sum + 8
            case ..<0x2E80: sum + 6.7
            default: sum + 12.2
            }
        }
    }

    /// Cuts the middle out: a path or a bill number tells most at its end.
    private static func shortened(_ text: String, to room: Double) -> String {
        guard length(text) > room else { return text }
        var (head, tail) = (text.prefix(text.count / 2), text.suffix(text.count - text.count / 2))
        while !head.isEmpty || !tail.isEmpty {
            if length(head + "…" + tail) <= room { break }
            if tail.count > head.count { tail.removeFirst() } else { head.removeLast() }
        }
        return head + "…" + tail
    }
}
