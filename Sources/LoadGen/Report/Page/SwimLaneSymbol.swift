/// The symbol of a mark: a disc with a sign, drawn around the origin.
enum SwimLaneSymbol {
    /// The sign's outline, and whether it is filled or drawn as a line.
    static func path(_ kind: Interleaving.Mark.Kind) -> (path: String, style: String) {
        switch kind {
        case .killed: ("M-3 -3L3 3M3 -3L-3 3", "line")
        case .powerLost, .fault: ("M1.8 -5.5L-3.6 1H-.2L-1.8 5.5L3.6 -1H.2Z", "solid")
        case .started, .resumed: ("M-2.4 -4L4.2 0L-2.4 4Z", "solid")
        case .stopped: ("M-3 -3H3V3H-3Z", "solid")
        case .paused: ("M-2 -3.2V3.2M2 -3.2V3.2", "line")
        case .synced: ("M-3.6 .2L-1 3L3.8 -2.8", "line")
        }
    }

    /// The head of an arrow whose tip is at `x`, `y`, coming from `fromX`, `fromY`.
    static func head(x: Double, y: Double, fromX: Double, fromY: Double) -> String {
        let (dx, dy) = (x - fromX, y - fromY)
        let length = max((dx * dx + dy * dy).squareRoot(), 0.1)
        let (ux, uy) = (dx / length, dy / length)
        let corner = { (side: Double) in
            "\(tenths(x - 8 * ux - side * uy)) \(tenths(y - 8 * uy + side * ux))"
        }
        return "M\(x) \(y)L\(corner(3.6))L\(corner(-3.6))Z"
    }

    /// The cross at which a lost message ends.
    static func cross(x: Double, y: Double) -> String {
        let (x, y) = (tenths(x), tenths(y))
        return "M\(x - 5) \(y - 5)l10 10M\(x + 5) \(y - 5)l-10 10"
    }

    static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
