import Seams

extension SwimLaneChart {
    /// The arrow of a message, from where it left to where it arrived; a lost one ends between the lanes.
    func arrow(_ row: Int) -> [String: Any]? {
        guard case .message(let message, let isReply) = story.rows[row] else { return nil }
        let place = layout.places[row]
        let (from, to) = (frame.x(message.from), frame.x(message.to))
        var arrow: [String: Any] = [
            "kind": isReply ? "arrow reply" : "arrow", "heads": [String](), "crosses": [String](),
        ]
        if message.from == message.to {
            arrow["path"] = "M\(from) \(place.start)h22V\(place.end)H\(from)"
            arrow["heads"] = [SwimLaneSymbol.head(x: from, y: place.end, fromX: from + 22, fromY: place.end)]
        } else if message.arrived != nil {
            arrow["path"] = "M\(from) \(place.start)L\(to) \(place.end)"
            arrow["heads"] = [SwimLaneSymbol.head(x: to, y: place.end, fromX: from, fromY: place.start)]
        } else {
            let end = SwimLaneSymbol.tenths(from + (to - from) * 0.6)
            arrow["kind"] = isReply ? "arrow reply lost" : "arrow lost"
            arrow["path"] = "M\(from) \(place.start)L\(end) \(place.end)"
            arrow["crosses"] = [SwimLaneSymbol.cross(x: end, y: place.end)]
        }
        return arrow
    }

    /// The symbol of a mark.
    func symbol(_ row: Int) -> [String: Any]? {
        guard case .mark(let mark, _) = story.rows[row] else { return nil }
        let (path, style) = SwimLaneSymbol.path(mark.kind)
        return [
            "kind": mark.kind.rawValue, "x": frame.x(mark.lane), "y": layout.places[row].start, "path": path,
            "style": style,
        ]
    }

    /// What a row says: over the tail of its arrow, where no other row has its label, or beside its symbol.
    func labels(_ row: Int) -> [[String: Any]] {
        let y = layout.places[row].start
        switch story.rows[row] {
        case .message(let message, _):
            let from = frame.x(message.from)
            let isRight = frame.x(message.to) >= from
            let text = SwimLaneWords.message(message)
            let texts = text.en == text.zh ? [("label", text.en)] : [("label en", text.en), ("label zh", text.zh)]
            return texts.map { kind, text in
                context(frame.label(text, at: from + (isRight ? 8 : -8), toRight: isRight), kind, y: y - 4)
            }
        case .mark(let mark, let others):
            let text = SwimLaneWords.mark(mark, others: others)
            return [("en", text.en), ("zh", text.zh)].map { language, text in
                context(frame.markLabel(text, at: frame.x(mark.lane)), language, y: y + 4)
            }
        }
    }

    private func context(
        _ label: (x: Double, anchor: String, text: String), _ kind: String, y: Double
    ) -> [String: Any] {
        ["kind": kind, "x": label.x, "y": y, "anchor": label.anchor, "text": label.text]
    }
}
