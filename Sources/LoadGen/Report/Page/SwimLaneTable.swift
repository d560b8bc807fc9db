import Seams

/// A swim-lane chart as a table: for those who cannot see it, for whole texts, and for copying.
enum SwimLaneTable {
    /// What the template needs, a line for each row of the chart.
    static func rows(_ story: SwimLaneStory, _ run: RunIndex) -> [[String: Any]] {
        story.rows.enumerated().map { index, row in
            var line = line(row)
            line["offset"] = FindingTables.offset(row.time - run.start)
            line["gaps"] =
                story.cut == index
                ? [BilingualText("\(story.leftOut) events left out", "省略 \(story.leftOut) 条")] : []
            return line
        }
    }

    private static func line(_ row: SwimLaneRow) -> [String: Any] {
        switch row {
        case .message(let message, _):
            [
                "from": [SwimLaneWords.lane(message.from)], "to": [SwimLaneWords.lane(message.to)],
                "what": SwimLaneWords.message(message), "travel": travel(message),
                "mark": message.arrived == nil ? "lost" : "",
            ]
        case .mark(let mark, let others):
            [
                "from": [SwimLaneWords.lane(mark.lane)], "to": [BilingualText](),
                "what": SwimLaneWords.mark(mark, others: others), "travel": BilingualText("", ""), "mark": "",
            ]
        }
    }

    private static func travel(_ message: Interleaving.Message) -> BilingualText {
        guard let arrived = message.arrived else { return BilingualText("never arrived", "未到达") }
        let took = max(.zero, arrived - message.sent).reportText
        return BilingualText("arrived after \(took)", "\(took) 后到达")
    }
}
