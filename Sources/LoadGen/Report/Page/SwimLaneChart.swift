import Seams

/// Draws one story: its lanes, messages and marks, in one size.
struct SwimLaneChart {
    let story: SwimLaneStory
    let layout: SwimLaneLayout
    let frame: SwimLaneFrame
    private let run: RunIndex
    private let faults: [SwimLaneFault]
    private let downtimes: [SwimLaneDowntime]

    init(_ story: SwimLaneStory, _ interleaving: Interleaving, _ run: RunIndex, _ size: ChartFrame.Size) {
        self.story = story
        self.run = run
        layout = SwimLaneLayout(story.rows, cut: story.cut)
        faults = Array(SwimLaneChart.faults(story, run).prefix(SwimLaneFault.faultsMax))
        downtimes = SwimLaneDowntime.all(interleaving.marks)
        let others = story.rows.flatMap(\.lanes).filter { !interleaving.lanes.contains($0) }
        let lanes = interleaving.lanes + Set(others).sorted()
        frame = SwimLaneFrame(size, lanes: lanes, bars: faults.count)
    }

    /// The faults that were open during a story.
    static func faults(_ story: SwimLaneStory, _ run: RunIndex) -> [SwimLaneFault] {
        guard let first = story.rows.first?.time, let last = story.rows.last?.time else { return [] }
        return SwimLaneFault.all(run, from: first, through: last)
    }

    /// What the template needs. Texts of the run stand in elements alone.
    func context() -> [String: Any] {
        [
            "size": frame.size.rawValue, "width": frame.width, "height": layout.height, "plotLeft": frame.left,
            "plotWidth": frame.right - frame.left, "heads": frame.lanes.map(head), "bars": faults.indices.map(bars),
            "lines": frame.lanes.flatMap(line), "downs": downtimes.compactMap(down),
            "arrows": story.rows.indices.compactMap(arrow), "symbols": story.rows.indices.compactMap(symbol),
            "labels": story.rows.indices.flatMap(labels), "times": times(), "gaps": layout.gaps.flatMap(gap),
        ]
    }

    // MARK: Lanes

    private func head(_ lane: String) -> [String: Any] {
        ["x": frame.x(lane), "name": SwimLaneWords.lane(lane)]
    }

    /// A lane's line: whole where time is told, broken in the gaps.
    private func line(_ lane: String) -> [[String: Any]] {
        let x = frame.x(lane)
        let edges: [Double] = [0] + layout.gaps.flatMap { gap -> [Double] in [gap.top, gap.bottom] } + [layout.height]
        return zip(edges, edges.dropFirst()).enumerated().map { index, ends in
            ["kind": index % 2 == 0 ? "lane" : "lane broken", "x": x, "y1": ends.0, "y2": ends.1]
        }
    }

    private func down(_ time: SwimLaneDowntime) -> [String: Any]? {
        guard frame.lanes.contains(time.lane) else { return nil }
        let from = y(time.from)
        let until = time.until.map(y) ?? layout.height
        guard until - from >= 1 else { return nil }
        let kind = time.from.kind == .paused ? "paused" : "dead"
        return ["kind": kind, "x": frame.x(time.lane), "y1": from, "y2": until]
    }

    /// A mark's height: its row's, or where its time would be when it is none of this story's.
    private func y(_ mark: Interleaving.Mark) -> Double {
        let row = story.rows.firstIndex { row in
            if case .mark(mark, _) = row { true } else { false }
        }
        return row.map { layout.places[$0].start } ?? layout.position(mark.at)
    }

    private func bars(_ index: Int) -> [String: Any] {
        let x = frame.right + 4 + Double(index) * SwimLaneFrame.barStep
        return [
            "hue": index % 6,
            "spans": faults[index].windows.map { window in
                let (from, until) = (layout.position(window.from), layout.position(window.until))
                return ["x": x, "y": from, "length": max(3, until - from)] as [String: Any]
            },
        ]
    }

    // MARK: Margin

    /// The times of the events, as far as there is room for them.
    private func times() -> [[String: Any]] {
        var last = (y: -100.0, text: "")
        return layout.stops.compactMap { stop in
            let text = String(FindingTables.offset(stop.time - run.start).dropLast(2))
            guard stop.y - last.y >= 15, text != last.text else { return nil }
            last = (stop.y, text)
            return ["x": frame.left - 8, "y": stop.y + 4, "text": text]
        }
    }

    private func gap(_ gap: SwimLaneLayout.Gap) -> [[String: Any]] {
        let text = SwimLaneWords.gap(gap, leftOut: story.leftOut)
        let y = SwimLaneSymbol.tenths((gap.top + gap.bottom) / 2 + 4)
        return [("en", text.en), ("zh", text.zh)].map { ["language": $0, "x": 6, "y": y, "text": $1] }
    }
}
