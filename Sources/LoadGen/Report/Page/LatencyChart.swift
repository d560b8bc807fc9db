import Seams

/// The latency of each approval over the time at which it was due, with the faults shaded.
enum LatencyChart {
    /// More points than this make a page slow; the latest and the late ones are kept.
    private static let pointsMax = 4000

    /// What the template needs, in one size.
    static func context(_ report: RunReport, _ size: ChartFrame.Size) -> [String: Any] {
        let run = report.judgement.run
        let bound = report.record.scenario.expectations.latencyMax
        let samples = run.latencySamples
        let highest = samples.filter { $0.audited != nil }.map(\.latency.seconds).max() ?? 1
        let frame = ChartFrame(size, run: run, plotHeight: size == .wide ? 260 : 190, lanes: ChartLane.all(run))
        let top = max(highest, bound.map { $0.seconds <= highest * 4 ? $0.seconds : 0 } ?? 0) * 1.08
        let axis = ChartScale(from: 0, through: top, at: frame.floor, to: frame.top)
        var context = frame.context(label: BilingualText("Latency over time", "耗时随时间变化"))
        context["grid"] = frame.grid(axis, ticks: 5, text: ChartFrame.seconds)
        context["points"] = thinned(samples, bound).map { point($0, bound, frame, axis, run) }
        if let bound, bound.seconds <= top {
            let y = axis.position(bound.seconds)
            context["bound"] = ["boundY": y, "boundTextY": y - 5, "boundText": bound.reportText] as [String: Any]
        }
        return context
    }

    /// How many approvals the chart leaves out.
    static func leftOut(_ report: RunReport) -> Int {
        let samples = report.judgement.run.latencySamples
        return samples.count - thinned(samples, report.record.scenario.expectations.latencyMax).count
    }

    private static func point(
        _ sample: LatencySample, _ bound: Duration?, _ frame: ChartFrame, _ axis: ChartScale, _ run: RunIndex
    ) -> [String: Any] {
        let seconds = (sample.due - run.start).seconds
        let kind = sample.audited == nil ? "lost" : isLate(sample, bound) ? "late" : "good"
        let value = sample.audited == nil ? "–" : sample.latency.reportText
        return [
            "kind": kind, "x": frame.time.position(seconds),
            "y": sample.audited == nil ? frame.top : axis.position(sample.latency.seconds),
            "r": frame.size == .wide ? 3 : 2.5,
            "title": "\(run.instances[sample.instance].id) · \(ChartFrame.seconds(seconds)) · \(value)",
        ]
    }

    private static func isLate(_ sample: LatencySample, _ bound: Duration?) -> Bool {
        bound.map { sample.latency > $0 } ?? false
    }

    /// All that are late or lost, and an even choice of the others.
    private static func thinned(_ samples: [LatencySample], _ bound: Duration?) -> [LatencySample] {
        let isBad = { (sample: LatencySample) in sample.audited == nil || isLate(sample, bound) }
        let bad = samples.filter(isBad).prefix(pointsMax)
        let good = samples.filter { !isBad($0) }
        let step = max(1, (good.count + pointsMax - 1) / pointsMax)
        return bad + good.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
}
