import Seams

/// A fault whose window was open during a story: a bar at the chart's right edge, and shading over the chart.
struct SwimLaneFault {
    var rule: String
    /// From and to, within the story or beyond.
    var windows: [(from: Timestamp, until: Timestamp)]

    /// More bars than this would take the messages' room; the fault table has all.
    static let faultsMax = 6

    /// The faults that were open between `first` and `last`. One that strikes a process once is a mark in its lane.
    static func all(_ run: RunIndex, from first: Timestamp, through last: Timestamp) -> [SwimLaneFault] {
        let faults = run.faults.filter { !$0.isMomentary }.map { fault in
            SwimLaneFault(
                rule: fault.rule,
                windows: fault.windows.map { ($0.from.time, $0.until?.time ?? run.end) }.filter {
                    $0.from <= last && $0.until >= first
                })
        }
        return faults.filter { !$0.windows.isEmpty }
    }
}
