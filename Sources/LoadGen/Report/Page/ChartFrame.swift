import Seams

/// The drawing area of a chart: its size, and the time axis that both charts share.
struct ChartFrame {
    /// The two widths that a page holds side by side; the style sheet shows the one that fits the screen.
    enum Size: String, CaseIterable {
        case wide, narrow
    }

    let size: Size
    let width: Double
    /// The height of the plot alone.
    let plotHeight: Double
    let left: Double
    let right: Double
    /// The time axis, in seconds from the start of the workload.
    let time: ChartScale
    let lanes: [ChartLane]

    /// Room for the time axis' labels.
    static let bottom = 26.0
    private static let laneHeight = 20.0

    init(_ size: Size, run: RunIndex, plotHeight: Double, lanes: [ChartLane] = []) {
        self.size = size
        self.lanes = lanes
        self.plotHeight = plotHeight
        width = size == .wide ? 1100 : 360
        left = size == .wide ? 62 : 46
        right = width - 14
        let begin = run.latencySamples.map { ($0.due - run.start).seconds }.min() ?? 0
        time = ChartScale(from: min(0, begin), through: (run.end - run.start).seconds, at: left, to: right)
    }

    /// Where the plot begins, below the lanes.
    var top: Double { lanes.isEmpty ? 12 : Double(lanes.count) * ChartFrame.laneHeight + 14 }
    /// Where the plot ends.
    var floor: Double { top + plotHeight }
    var height: Double { floor + ChartFrame.bottom }

    /// What the template needs of the frame: size, time axis, lanes and the shading below them.
    func context(label: BilingualText) -> [String: Any] {
        [
            "size": size.rawValue, "width": width, "height": height, "left": left, "right": right, "top": top,
            "floor": floor, "label": label.en,
            "timeTicks": time.ticks(size == .wide ? 10 : 5).map { tick in
                ["x": time.position(tick), "y": floor + 18, "tickEnd": floor + 4, "text": ChartFrame.seconds(tick)]
                    as [String: Any]
            },
            "lanes": lanes.enumerated().map { index, lane in laneContext(lane, index) },
        ]
    }

    /// Grid lines with their labels for a vertical axis.
    func grid(_ axis: ChartScale, ticks count: Int, text: (Double) -> String) -> [[String: Any]] {
        axis.ticks(count).map { tick in
            ["y": axis.position(tick), "textY": axis.position(tick) + 4, "textX": left - 6, "text": text(tick)]
        }
    }

    /// A short text of seconds, such as `5 s` or `2 min`.
    static func seconds(_ value: Double) -> String {
        if value == 0 { return "0" }
        if value.magnitude >= 120, value.truncatingRemainder(dividingBy: 60) == 0, value.magnitude < 1e9 {
            return "\(Int(value / 60)) min"
        }
        return value == value.rounded() && value.magnitude < 1e9
            ? "\(Int(value)) s" : Duration.readable(milliseconds: value * 1000)
    }

    private func laneContext(_ lane: ChartLane, _ index: Int) -> [String: Any] {
        let y = Double(index) * ChartFrame.laneHeight + 4
        let bars = lane.bars.map { bar in
            let x = time.position(bar.from)
            let width = max(3, (time.position(bar.until) - x).rounded())
            return [
                "x": x, "barWidth": width, "barY": y + 2, "shadeY": top, "shadeHeight": plotHeight,
            ] as [String: Any]
        }
        let (x, anchor, text) = place(lane)
        return [
            "hue": index % 6, "bars": bars, "nameX": x, "nameY": y + 13, "anchor": anchor, "name": text,
            "strikes": lane.strikes.map {
                ["strikeX": time.position($0), "strikeY": y, "strikeBottom": y + 18] as [String: Any]
            },
        ]
    }

    /// The name stands right of the lane's last bar, else left of its first, else over them at the left edge.
    private func place(_ lane: ChartLane) -> (x: Double, anchor: String, text: String) {
        let name = ChartFrame.shortened(lane.name, width: right - left)
        let length = ChartFrame.length(name)
        let after = max(3, time.position(lane.bars.map(\.until).max() ?? 0)) + 7
        if after + length <= right { return (after, "start", name) }
        let before = time.position(lane.bars.map(\.from).min() ?? 0) - 6
        return before - length >= left ? (before, "end", name) : (left + 4, "start", name)
    }

    /// The width of a text at the charts' font size, roughly.
    private static func length(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 6.6 : 12) }
    }

    private static func shortened(_ text: String, width: Double) -> String {
        guard length(text) > width else { return text }
        return String(text.prefix(Int(width / 12))) + "…"
    }
}
