import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct MinuteSeriesTests {
    @Test func countsByMinutesAndForgetsTheOldest() {
        let time = ManualTime(now: Timestamp(seconds: 600))
        let series = MinuteSeries(time: time)
        series.called(.save, outcome: "ok", took: .milliseconds(20))
        series.called(.save, outcome: "throttled", took: .milliseconds(1))
        time.advance(by: .seconds(120))
        series.called(.save, outcome: "outcome-unknown", took: .seconds(5))
        series.called(.find, outcome: "not-found", took: .milliseconds(3))
        let minutes = series.last(3)
        #expect(minutes.map(\.number) == [10, 11, 12])
        #expect(minutes[0].calls[.save]?.succeeded == 1 && minutes[0].calls[.save]?.throttled == 1)
        #expect(minutes[1].calls.isEmpty)
        #expect(minutes[2].calls[.save]?.failed == 1 && minutes[2].calls[.find]?.succeeded == 1)
        for _ in 0..<MinuteSeries.minutesMax {
            time.advance(by: .seconds(60))
            series.arrived()
        }
        #expect(series.last(MinuteSeries.minutesMax).map(\.events).reduce(0, +) == MinuteSeries.minutesMax)
        #expect(series.last(10_000).count == MinuteSeries.minutesMax)
    }

    @Test func estimatesQuantilesWithinTheirBucket() {
        var histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == nil)
        for _ in 0..<98 { histogram.add(0.02) }
        histogram.add(0.4)
        histogram.add(100)
        let median = histogram.quantile(0.5) ?? 0
        #expect(median > 0.01 && median <= 0.025)
        #expect((histogram.quantile(0.99) ?? 0) == 0.5)
        #expect(histogram.quantile(1) == 60)
    }
}
