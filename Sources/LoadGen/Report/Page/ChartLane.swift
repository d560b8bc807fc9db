import Seams

/// What one thing did to the world over time: a row above a chart, and shading in it. Seconds count from the start of
/// the workload.
struct ChartLane {
    var name: String
    var bars: [Bar]
    /// When it struck.
    var strikes: [Double]

    /// A span of time.
    struct Bar {
        var from: Double
        var until: Double
    }

    /// More rows than this hide the chart; the fault table has all.
    static let lanesMax = 12
    private static let strikesMax = 200

    /// The lanes of a run: its faults, and the times in which the system under test was down.
    static func all(_ run: RunIndex) -> [ChartLane] {
        let seconds = { (moment: Moment) in (moment.time - run.start).seconds }
        let end = (run.end - run.start).seconds
        let faults = run.faults.filter { !$0.windows.isEmpty }.map { fault in
            ChartLane(
                name: fault.rule,
                bars: fault.windows.map { window in
                    let until = fault.isMomentary ? seconds(window.from) : window.until.map(seconds) ?? end
                    return Bar(from: seconds(window.from), until: until)
                },
                strikes: fault.firings.prefix(strikesMax).map(seconds))
        }
        // The harness stops the system at the very end; that is no outage of the run.
        let outages = Dictionary(grouping: run.outages.filter { $0.until != nil }, by: \.process)
        let processes = outages.sorted { $0.key < $1.key }.map { process, outages in
            ChartLane(
                name: "\(process) ↓",
                bars: outages.map { Bar(from: seconds($0.from), until: $0.until.map(seconds) ?? end) }, strikes: [])
        }
        return Array((faults + processes).prefix(lanesMax))
    }
}
