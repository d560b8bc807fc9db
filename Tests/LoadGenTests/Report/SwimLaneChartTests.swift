import Foundation
import Seams
import Testing

@testable import LoadGen

@Suite struct SwimLaneChartTests {
    /// The drawing of the first story, in one size, out of a page.
    private func chart(_ report: RunReport, _ size: ChartFrame.Size = .wide) throws -> String {
        let parts = try HTMLReport.text(report).components(separatedBy: "<svg class=\"chart lanesChart \(size)\"")
        return try #require(parts.dropFirst().first).components(separatedBy: "</svg>").first ?? ""
    }

    private func count(_ text: String, in chart: String) -> Int { chart.components(separatedBy: text).count - 1 }

    private func report(_ interleaving: Interleaving?) throws -> RunReport {
        var report = try RunReport.planted()
        report.interleaving = interleaving
        return report
    }

    @Test(arguments: ChartFrame.Size.allCases)
    func drawsEveryMessageOfTheStoryAndEveryMark(_ size: ChartFrame.Size) throws {
        let chart = try chart(report(.planted()), size)
        #expect(count("<path class=\"arrow", in: chart) == 20)
        #expect(count("<path class=\"arrow reply", in: chart) == 6)
        #expect(count("<g class=\"symbol ", in: chart) == 12)
        #expect(count("<g class=\"symbol fault\"", in: chart) == 3)
        #expect(count("<line class=\"lane\"", in: chart) == 5 * 4)
        #expect(!chart.contains("A-3<"))
    }

    @Test func speaksChineseOfWhatPeopleDoAndKeepsWholePaths() throws {
        var story = Interleaving.planted()
        let path = "/v1.0/workflow/processes/instanceIds/query"
        story.send("people", "dingtalk", "submits", at: 170, keys: ["A-2"])
        story.send("kingdee", "core", "200, refused", at: 14_691, keys: ["A-2"])
        story.send("core", "dingtalk", path, at: 14_693, keys: ["A-2"])
        let chart = try chart(report(story))
        #expect(count("class=\"label en\"", in: chart) == 2 && count("class=\"label zh\"", in: chart) == 2)
        for text in [">submits<", ">提交<", ">200，被拒绝<", ">\(path)<"] { #expect(chart.contains(text), "\(text)") }
    }

    @Test func endsALostMessageBetweenTheLanes() throws {
        let chart = try chart(report(.planted()))
        #expect(count("<path class=\"cross\"", in: chart) == 3)
        #expect(count(" lost\"", in: chart) == 3)
        #expect(count("<path class=\"head\"", in: chart) == 20 - 3)
    }

    @Test func compressesSilencesAndSaysHowLongTheyWere() throws {
        let chart = try chart(report(.planted()))
        for text in ["… 1.799 s", "… 12.2 s", "… 45 s"] { #expect(chart.contains(">\(text)<"), "\(text)") }
        #expect(count("<line class=\"lane broken\"", in: chart) == 5 * 3)
        var story = Interleaving.planted()
        story.send("core", "kingdee", "Audit A-2", at: 86_400_000, keys: ["A-2"])
        #expect(try self.chart(report(story)).contains("… 1439 min 0 s"))
    }

    @Test func saysWhenInSecondsOfTheWorkload() throws {
        let chart = try chart(report(.planted()))
        for text in ["−0.150", "+0.180", "+2.199", "+14.692"] { #expect(chart.contains(">\(text)</text>"), "\(text)") }
    }

    @Test func hatchesALaneWhileItIsDeadOrPaused() throws {
        let chart = try chart(report(.planted()))
        #expect(count("<path class=\"hatch dead\"", in: chart) == 2)  // killed to started, and stopped to the end
        #expect(count("<path class=\"hatch paused\"", in: chart) == 1)
        let symbol = try #require(chart.firstMatch(of: /symbol killed" transform="translate\(([0-9.]+) ([0-9.]+)\)/))
        #expect(chart.contains("<path class=\"hatch dead\" d=\"M\(symbol.1) \(symbol.2)V"))
    }

    @Test func shadesTheWindowsOfFaults() throws {
        let inside = try chart(report(.planted()))
        #expect(count("class=\"shade\"", in: inside) == 1 && count("class=\"bar\"", in: inside) == 1)
        var before = Interleaving.empty
        before.send("core", "kingdee", "Save A-2", at: 500, keys: ["A-2"])
        #expect(try count("class=\"shade\"", in: chart(report(before))) == 0)
    }

    @Test func saysWhenThereAreMoreFaultsThanRoom() throws {
        var report = try RunReport.planted { history in
            for index in 0..<7 { history.fault("fault-\(index)", from: 100, until: 9000) }
        }
        report.interleaving = .planted()
        #expect(try count("class=\"bar\"", in: chart(report)) == 6)
        #expect(try HTMLReport.text(report).contains(">and 2 more, see below<"))
    }

    @Test func escapesEverythingThatAMessageMayContain() throws {
        var story = Interleaving.empty
        story.lanes.append("<b>lane\"\u{301} onclick=evil")
        story.send("core", "<b>lane\"\u{301} onclick=evil", "Save <img src=x> & \u{1B}", at: 1, keys: ["A-2"])
        story.send("core", "<i>other", "\"\u{301} onclick=evil", at: 2, keys: ["A-2"])
        story.mark("core", .fault, "<script>alert(1)</script>", at: 1)
        let page = try HTMLReport.text(report(story))
        #expect(page.contains("Save &lt;img src=x&gt; &amp; "))
        #expect(!page.contains("<img") && !page.contains("<b>lane") && !page.contains("<i>other"))
        #expect(page.components(separatedBy: "<script").count == 2)
        let tags = page.matches(of: /<[a-zA-Z][^<>]*>/).map { String($0.output) }
        #expect(tags.allSatisfy { !$0.contains("onclick") })
    }

    @Test func needsNothingButItselfAndSpeaksBothLanguages() throws {
        let page = try HTMLReport.text(report(.planted()))
        for outside in ["http://", "https://", "url(", "<link"] { #expect(!page.contains(outside), "\(outside)") }
        let languages = ["en", "zh"].map { count("class=\"\($0)\"", in: page) + count("class=\"\($0) gap\"", in: page) }
        #expect(languages[0] == languages[1])
        #expect(page.contains("消息时序图") && page.contains(">被杀死：at I/O step 17</text>"))
        #expect(!page.contains("nan") && !page.contains("\"inf"))
    }

    @Test func tellsTheSameAsATable() throws {
        let page = try HTMLReport.text(report(.planted()))
        let section = try #require(page.components(separatedBy: "<section class=\"swim\">").dropFirst().first)
        #expect(count("never arrived</span>", in: section) == 3 + 1)  // and in the legend
        #expect(section.contains("arrived after 160 ms"))
        #expect(section.contains("<code>rehearsal run a.yaml --seed 7 &lt;&amp;&gt;</code>"))
        #expect(section.contains("trace.txt"))
    }

    @Test(arguments: [nil, Interleaving.empty])
    func isAbsentWhereNothingWasSent(_ interleaving: Interleaving?) throws {
        let page = try HTMLReport.text(report(interleaving))
        #expect(!page.contains("<section class=\"swim\">") && !page.contains("消息时序图"))
    }

    @Test func isWrittenWithTheOtherReports() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swim-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let report = try report(.planted())
        let files = try ReportWriter.write(
            report.record, report.judgement, interleaving: report.interleaving, to: folder)
        #expect(try String(contentsOfFile: files.html, encoding: .utf8).contains("<section class=\"swim\">"))
    }
}
