import Foundation
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct HTMLReportTests {
    @Test func needsNothingButItself() throws {
        let page = try HTMLReport.text(try RunReport.planted())
        for outside in ["http://", "https://", "//cdn", "@import", "url(", "<link", " src="] {
            #expect(!page.replacing("src=x", with: "").contains(outside), "\(outside)")
        }
    }

    @Test func escapesEverythingThatARunMayContain() throws {
        let page = try HTMLReport.text(try RunReport.planted())
        #expect(page.components(separatedBy: "<script").count == 2)  // the page's own
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(page.contains("out&quot;age&lt;b&gt;") && !page.contains("age<b>"))
        #expect(page.contains("A-31&amp;&lt;img src=x&gt;") && !page.contains("<img"))
        #expect(page.contains("href=\"./core%20log%22%3E%3Cb%3E.txt\""))
        #expect(page.contains("--seed 7 &lt;&amp;&gt;"))
    }

    /// A quotation mark with a combining mark is one character to Swift and no quotation mark to its escaping.
    @Test func keepsTextsOfARunOutOfAttributes() throws {
        let hostile = "\"\u{301} onclick=evil"
        let page = try HTMLReport.text(
            try RunReport.planted { history in
                history.scenario.name = hostile
                history.scenario.proves = hostile
                history.approve(hostile, at: 1650)
                history.fault(hostile, from: 100, until: 200)
                history.call(hostile, hostile, at: 300)
            })
        let tags = page.matches(of: /<[a-zA-Z][^<>]*>/).map { String($0.output) }
        #expect(tags.count > 100)
        #expect(tags.allSatisfy { !$0.contains("onclick") })
    }

    @Test func speaksBothLanguages() throws {
        let page = try HTMLReport.text(try RunReport.planted())
        #expect(page.contains("<span class=\"en\">has 2 documents: EXP-A-2, EXP-again</span>"))
        #expect(page.contains("lang=\"zh-CN\">有 2 张单据：EXP-A-2、EXP-again</span>"))
        #expect(
            page.components(separatedBy: "class=\"en\"").count == page.components(separatedBy: "class=\"zh\"").count)
    }

    @Test func tellsTheStoryOfEachFinding() throws {
        let page = try HTMLReport.text(try RunReport.planted())
        let story = page.components(separatedBy: "<summary><b>A-30</b>").dropFirst().first ?? ""
        let table = story.components(separatedBy: "</table>").first ?? ""
        // The window had opened before this approval; what it did afterwards belongs to the story.
        let told = [
            "approval submitted by", "approval granted", "acknowledged event", "ended", "Save", "created", "→ C",
        ]
        var rest = table[...]
        for sentence in told {
            guard let place = rest.range(of: sentence) else {
                Issue.record("the story does not go on with '\(sentence)'")
                return
            }
            rest = rest[place.upperBound...]
        }
        #expect(table.contains("<tr class=\"evidence\">"))
        #expect(!table.contains("a note"))
    }

    @Test func drawsEachApprovalAndTheFaults() throws {
        let page = try HTMLReport.text(try RunReport.planted())
        #expect(page.components(separatedBy: "<circle").count - 1 == 2 * 22)  // in both sizes
        #expect(page.components(separatedBy: "<circle class=\"late\"").count - 1 == 2)
        #expect(page.components(separatedBy: "<circle class=\"lost\"").count - 1 == 2)
        #expect(page.components(separatedBy: "class=\"shade\"").count - 1 == 2)
        #expect(page.components(separatedBy: "class=\"strike\"").count - 1 == 2 * 3)
        #expect(!page.contains("nan") && !page.contains("\"inf"))
    }

    @Test func leavesPointsOutRatherThanGrowWithoutEnd() throws {
        let report = try RunReport.planted { history in
            for index in 0..<4100 {
                history.approve("B-\(index)", at: 2100)
                history.deliver("B-\(index)", at: 2150)
            }
        }
        #expect(LatencyChart.leftOut(report) > 2000)
        #expect(try HTMLReport.text(report).contains("of those in time are left out."))
    }

    @Test func isMadeOfAnEmptyRunToo() throws {
        let record = HistoryBuilder.empty()
        let page = try HTMLReport.text(RunReport(record, Judgement(record)))
        #expect(page.contains("<body class=\"void\">") && page.contains("VOID"))
    }
}
