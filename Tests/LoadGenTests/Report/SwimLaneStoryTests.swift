import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SwimLaneStoryTests {
    private func labels(_ story: SwimLaneStory?) -> [String] {
        (story?.rows ?? []).map { row in
            switch row {
            case .message(let message, _): message.label
            case .mark(let mark, let others): "\(mark.kind.rawValue) \(1 + others)"
            }
        }
    }

    private func stories(_ report: RunReport, _ interleaving: Interleaving) -> [SwimLaneStory] {
        SwimLaneStory.all(report.judgement, interleaving)
    }

    // MARK: Which stories

    @Test func tellsTheFirstFindingOfEachCheckerAndAtMostThree() throws {
        let report = try RunReport.planted { history in
            history.deliver("nobody", number: "EXP-phantom", at: 300)
            history.approve("A-40", at: 400)
            history.deliver("A-40", at: 450, replacing: "0.29", with: "0.30")
        }
        var all = Interleaving.empty
        for (index, key) in ["EXP-phantom", "A-2", "A-31&<img src=x>", "A-40", "A-30"].enumerated() {
            all.send("core", "kingdee", "Save \(key)", at: Double(index), keys: [key])
        }
        #expect(report.judgement.entries.compactMap(\.verdict.findings.first).count > 4)
        let stories = stories(report, all)
        #expect(stories.map { $0.keys.first } == ["A-2", "A-31&<img src=x>", "EXP-phantom"])
        #expect(stories.map { labels($0) } == [["Save A-2"], ["Save A-31&<img src=x>"], ["Save EXP-phantom"]])
    }

    @Test func tellsFindingsAboutTheSameApprovalOnce() throws {
        let story = stories(try RunReport.planted(), .planted("A-31&<img src=x>")).first
        #expect(story?.findings.map(\.checker) == ["nothing-lost", "nothing-acknowledged-lost", "latency"])
    }

    @Test func showsTheBeginningOfARunWithoutFindings() throws {
        var all = Interleaving.empty
        for index in 0..<300 { all.send("core", "kingdee", "View \(index)", at: Double(index), keys: ["K-\(index)"]) }
        let record = HistoryBuilder.healthy(3).record()
        let stories = stories(RunReport(record, Judgement(record)), all)
        #expect(stories.count == 1 && stories.first?.findings.isEmpty == true)
        #expect(labels(stories.first) == (0..<120).map { "View \($0)" })
        #expect(stories.first?.leftOut == 180)
    }

    @Test func showsTheBeginningWhenNoMessageTellsOfAFinding() throws {
        var all = Interleaving.empty
        all.send("core", "kingdee", "View", at: 1, keys: ["somebody else"])
        var report = try RunReport.planted()
        #expect(labels(stories(report, all).first) == ["View"])
        report.interleaving = all
        #expect(try HTMLReport.text(report).contains("No message speaks of what was found"))
    }

    @Test func tellsAFindingAboutManyByAnExample() throws {
        var history = HistoryBuilder.healthy(3) { $0.expectations.deadLetters = 0 }
        history.approve("A-9", at: 450, isPoisoned: true)
        history.add(.deadLetter(key: "letter", instance: "A-9", reason: "no such item"), at: 500)
        let record = history.record()
        var all = Interleaving.empty
        all.send("core", "kingdee", "Save", at: 1, keys: ["A-1"])
        all.send("core", "kingdee", "View", at: 2, keys: ["A-9"])
        let story = stories(RunReport(record, Judgement(record)), all).first
        #expect(story?.findings.map(\.finding.subject) == ["dead letters"])
        #expect(labels(story) == ["View"])
    }

    // MARK: Which messages

    @Test func goesByTheInstanceAndTheNumbersOfItsDocuments() throws {
        var all = Interleaving.empty
        all.send("core", "kingdee", "Save", at: 1, keys: ["EXP-again"])
        all.send("core", "kingdee", "other", at: 2, keys: ["EXP-A-3"])
        all.send("core", "dingtalk", "GET", at: 3, keys: ["A-2"])
        #expect(labels(stories(try RunReport.planted(), all).first) == ["Save", "GET"])
    }

    /// Its document was never made, so that only the calls know the number; form names are in every message.
    @Test func findsTheNumberOfALostDocument() throws {
        let lost = "A-31&<img src=x>"
        let report = try RunReport.planted { $0.call("Save", "EXP-lost", at: 1700, cut: false) }
        var all = Interleaving.empty
        all.send("core", "kingdee", "Save", at: 1, keys: [lost, "EXP-lost", "ER_ExpReimbursement"])
        all.send("core", "kingdee", "View", at: 2, keys: ["EXP-lost"])
        all.send("core", "kingdee", "Query", at: 3, keys: ["ER_ExpReimbursement"])
        #expect(labels(stories(report, all).first) == ["Save", "View"])
    }

    @Test func takesTheRepliesAlongButNotASocketsOtherFrames() throws {
        var all = Interleaving.empty
        all.send("core", "kingdee", "Save", at: 1, keys: ["A-2"], exchange: 1)
        all.send("kingdee", "core", "200", at: 4, keys: [], exchange: 1)
        for index in 0..<5 {
            all.send("dingtalk", "core", "frame \(index)", at: 10, keys: index == 2 ? ["A-2"] : [], exchange: 2)
        }
        #expect(labels(stories(try RunReport.planted(), all).first) == ["Save", "200", "frame 2"])
    }

    @Test func sortsMessagesThatWereNotedOnArrival() throws {
        var all = Interleaving.empty
        all.send("kingdee", "core", "200", at: 4, keys: ["A-2"], exchange: 1)
        all.send("core", "kingdee", "Save", at: 1, takes: 3, keys: ["A-2"], exchange: 1)
        let story = stories(try RunReport.planted(), all).first
        #expect(labels(story) == ["Save", "200"])
        guard case .message(_, let isReply)? = story?.rows.last else {
            Issue.record("the last row is no message")
            return
        }
        #expect(isReply)
    }

    @Test func leavesTheMiddleOutAndSaysSo() throws {
        var all = Interleaving.empty
        for index in 0..<500 { all.send("core", "kingdee", "try \(index)", at: Double(index * 9), keys: ["A-2"]) }
        var report = try RunReport.planted()
        let story = stories(report, all).first
        #expect(labels(story).count == 120 && labels(story).last == "try 499")
        #expect(story?.leftOut == 380 && story?.cut == 60)
        report.interleaving = all
        let page = try HTMLReport.text(report)
        #expect(page.contains("380 events in the middle are left out; trace.txt in the run&#39;s folder has all."))
        #expect(page.contains(", 380 events left out</text>"))
    }

    // MARK: Which marks

    @Test func foldsSyncsAndStrikesAtOthers() throws {
        var all = Interleaving.empty
        all.send("core", "disk", "append", at: 0, takes: 0, keys: ["A-2"])
        for index in 1...9 { all.mark("disk", .synced, at: Double(index)) }
        for index in 10...19 { all.mark("kingdee", .fault, "outage struck Save EXP-\(index)", at: Double(index)) }
        all.mark("kingdee", .fault, "outage struck Save A-2", at: 20)
        all.send("core", "kingdee", "Save", at: 21, keys: ["A-2"])
        let story = stories(try RunReport.planted(), all).first
        #expect(labels(story) == ["append", "synced 9", "fault 10", "fault 1", "Save"])
    }

    @Test func showsTheKillAfterWhichNothingCame() throws {
        var all = Interleaving.empty
        all.mark("core", .started, at: -5000)
        all.send("core", "kingdee", "Save", at: 1, keys: ["A-2"])
        all.mark("core", .killed, at: 3000)
        #expect(labels(stories(try RunReport.planted(), all).first) == ["started 1", "Save", "killed 1"])
    }

    // MARK: In which order

    @Test func ordersWhatHappensAtOneInstant() throws {
        var all = Interleaving.empty
        all.mark("core", .killed, at: 5)
        all.send("core", "kingdee", "reply", at: 5, takes: nil, keys: ["A-2"])
        all.mark("kingdee", .fault, "A-2", at: 5)
        all.send("kingdee", "core", "request", at: 3, takes: 2, keys: ["A-2"])
        let rows = stories(try RunReport.planted(), all).first?.rows ?? []
        let layout = SwimLaneLayout(rows)
        #expect(layout.stops.map { ($0.time - HistoryBuilder.start).milliseconds } == [3, 5, 5, 5, 5])
        // Request, its arrival, fault, reply, kill: from top to bottom.
        let heights = [layout.places[0].start, layout.places[0].end] + layout.places.dropFirst().map(\.start)
        #expect(heights == heights.sorted() && Set(heights).count == 5)
        #expect(layout.places.count == 4)
    }

    @Test func keepsTheOrderOfTimeButNotItsScale() throws {
        let rows = stories(try RunReport.planted(), .planted()).first?.rows ?? []
        let layout = SwimLaneLayout(rows)
        #expect(zip(layout.stops, layout.stops.dropFirst()).allSatisfy { $0.time <= $1.time && $0.y < $1.y })
        #expect(layout.height < Double(rows.count) * 45)
        let middle = layout.position(HistoryBuilder.start + .seconds(8))
        #expect(layout.gaps.contains { $0.top - 10 < middle && middle < $0.bottom + 20 })
    }
}
