/// Approvals granted and documents audited, each second or longer span.
enum ThroughputChart {
    /// What the template needs, in one size.
    static func context(_ report: RunReport, _ size: ChartFrame.Size) -> [String: Any] {
        let throughput = report.statistics.throughput
        let frame = ChartFrame(size, run: report.judgement.run, plotHeight: size == .wide ? 150 : 120)
        let peaks = throughput.peaksPerSecond
        let axis = ChartScale(
            from: 0, through: max(1, max(peaks.approved, peaks.audited) * 1.1), at: frame.floor, to: frame.top)
        var context = frame.context(label: BilingualText("Throughput", "吞吐量"))
        context["grid"] = frame.grid(axis, ticks: 4) { value in
            value == value.rounded() && value < 1e9 ? "\(Int(value))/s" : "\((value * 10).rounded() / 10)/s"
        }
        context["columns"] = throughput.audited.indices.map { index in
            column(throughput, index, frame, axis)
        }
        context["steps"] = steps(throughput, frame, axis)
        return context
    }

    private static func column(
        _ throughput: Throughput, _ index: Int, _ frame: ChartFrame, _ axis: ChartScale
    ) -> [String: Any] {
        let from = throughput.firstSeconds + Double(index) * throughput.spanSeconds
        let x = frame.time.position(from)
        let y = axis.position(Double(throughput.audited[index]) / throughput.spanSeconds)
        let width = max(1, frame.time.position(from + throughput.spanSeconds) - x - 1)
        return ["x": x, "y": y, "columnWidth": width, "columnHeight": max(0, frame.floor - y)]
    }

    /// The outline of the approvals, as the points of a line.
    private static func steps(_ throughput: Throughput, _ frame: ChartFrame, _ axis: ChartScale) -> String {
        throughput.approved.enumerated().flatMap { index, count in
            let from = throughput.firstSeconds + Double(index) * throughput.spanSeconds
            let y = axis.position(Double(count) / throughput.spanSeconds)
            return [from, from + throughput.spanSeconds].map { "\(frame.time.position($0)),\(y)" }
        }.joined(separator: " ")
    }
}
