import Foundation
import Seams
import Testing

@testable import LoadGen

@Suite struct SwimLaneLookTests {
    @Test func look() throws {
        var history = HistoryBuilder.healthy(20) { scenario in
            scenario.name = "explore reply-lost"
            scenario.expectations.latencyMax = .seconds(5)
        }
        history.fault("reply-lost-after-commit", from: 100, until: 15_000, strikes: 1)
        history.fault("outage", from: 14_450, until: 14_600, strikes: 0)
        history.deliver("A-2", number: "DT7K2M9QX4BZ81RC0WAEHJ", at: 700)
        history.approve("A-30", at: 1500)
        history.deliver("A-30", at: 8000)
        var record = history.record(settlesAt: 3000, endsAt: 61_000)
        record.origin = RunOrigin(
            command: "rehearsal explore scenarios/faults/core-killed.yaml --seed 4711", files: ["trace.txt"])
        var story = Interleaving.planted()
        for index in 0..<200 {
            story.send("core", "kingdee", "Save EXP-A-30", at: 61_000 + Double(index * 20), takes: 5, keys: ["A-30"])
        }
        _ = try ReportWriter.write(record, Judgement(record), interleaving: story, to: "/tmp/swim")
    }
}
