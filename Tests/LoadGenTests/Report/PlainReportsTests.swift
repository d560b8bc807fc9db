import Foundation
import FoundationXML
import Simulators
import Testing

@testable import LoadGen

@Suite struct PlainReportsTests {
    // MARK: Terminal

    @Test func consoleHasALineForEachExpectation() {
        let judgement = Judgement(HistoryBuilder.healthy(3).record())
        let lines = ConsoleSummary.text(judgement, judgement.statistics).split(separator: "\n").map(String.init)
        #expect(lines.first == "PASS no-duplicates              3 approvals examined")
        #expect(lines.last == "PASSED: All 9 expectations held.")
        #expect(
            lines.contains(
                "approvals  3 granted of 3 submitted, 3 delivered, 3 documents, 0 duplicates, 0 dead letters"))
        #expect(lines.contains("latency    p50 70 ms, p95 70 ms, p99 70 ms, max 70 ms"))
    }

    @Test func consoleShowsTheFirstFindingOfEachChecker() throws {
        let judgement = try RunReport.planted().judgement
        let text = ConsoleSummary.text(judgement, judgement.statistics)
        #expect(text.contains("FAIL no-duplicates              1 finding\n"))
        #expect(text.contains("  A-2: has 2 documents: EXP-A-2, EXP-again [no-duplicates]\n"))
        #expect(text.contains("  A-31&<img src=x>: was approved and has no document [nothing-lost]\n"))
        #expect(text.contains("more in the report\n"))
        #expect(text.contains("FAILED: "))
    }

    @Test func consoleSaysWhyARunIsVoid() {
        let judgement = Judgement(HistoryBuilder().record())
        let text = ConsoleSummary.text(judgement, judgement.statistics)
        #expect(text.contains("VOID no-duplicates              no approval was granted in this run\n"))
        #expect(text.contains("VOID: The run proves nothing: "))
    }

    @Test func countsASingleFindingAsOne() {
        var history = HistoryBuilder.healthy(3)
        history.deliver("A-2", number: "EXP-again", at: 700)
        let judgement = Judgement(history.record())
        #expect(judgement.findingCount == 1)
        #expect(judgement.sentence.en.hasSuffix("did not hold: 1 finding."))
    }

    /// Nothing else is judged of a run that never began, and every report has the reason.
    @Test func aRunThatCouldNotBeDoneIsToldInEveryReport() throws {
        var history = HistoryBuilder()
        history.add(.runFailed(reason: "the core ended\u{1B}[31m; its last lines:\n  | no licence <b>"), at: 10)
        let record = history.record()
        let judgement = Judgement(record)
        #expect(judgement.exitCode == 3 && judgement.entries.map(\.checker) == ["run-done"])
        let report = RunReport(record, judgement)
        let lines = ConsoleSummary.text(judgement, judgement.statistics).split(separator: "\n")
        #expect(lines.first == "VOID run-done  the core ended [31m; its last lines:")
        let suite = try JUnitReader(report)
        #expect(suite.suite["errors"] == "1" && suite.cases["run-done"]?.contains("no licence <b>") == true)
        #expect(String(decoding: try JSONReport(report).encoded(), as: UTF8.self).contains("no licence"))
        #expect(MarkdownSummary.text(report).contains("no licence &lt;b&gt;"))
        #expect(try HTMLReport.text(report).contains("no licence &lt;b&gt;"))
    }

    @Test func consoleCannotBeForged() {
        var history = HistoryBuilder.healthy()
        history.approve("A\u{1B}[31m\nPASS", at: 500)
        let judgement = Judgement(history.record())
        let text = ConsoleSummary.text(judgement, judgement.statistics)
        #expect(!text.contains("\u{1B}") && !text.contains("\nPASS\n"))
        #expect(text.contains("A [31m PASS: "))
    }

    // MARK: JUnit

    @Test func junitCountsAndNamesEachExpectation() throws {
        let reader = try JUnitReader(try RunReport.planted())
        #expect(reader.suite["failures"] == "5" && reader.suite["errors"] == "0")
        #expect(reader.suite["tests"] == String(reader.cases.count))
        #expect(reader.cases["no-duplicates"] == "failure: A-2: has 2 documents: EXP-A-2, EXP-again")
        #expect(reader.cases["no-phantoms"] == "passed")
    }

    @Test func junitMakesAVoidRunAnError() throws {
        let record = HistoryBuilder().record()
        let reader = try JUnitReader(RunReport(record, Judgement(record)))
        #expect(Int(reader.suite["errors"] ?? "") ?? 0 > 0)
        let unchecked = RunReport(record, Judgement(RunIndex(record), checkers: []))
        #expect(try JUnitReader(unchecked).cases["run"]?.hasPrefix("error") == true)
    }

    @Test func junitHoldsOnlyWhatXMLCan() throws {
        let report = try RunReport.planted { $0.approve("A\u{0}\u{B}<]]>&\u{FFFF}", at: 1700) }
        #expect(try JUnitReader(report).cases["nothing-lost"]?.contains("A<]]>&: was approved") == true)
    }

    // MARK: JSON, Markdown, files

    @Test func jsonCanBeReadAgain() throws {
        let report = JSONReport(try RunReport.planted())
        let again = try JSONDecoder().decode(JSONReport.self, from: report.encoded())
        #expect(again == report)
        #expect(again.exitCode == 1 && again.statistics.counts.duplicates == 1)
        #expect(again.expectations.first?.findings.first?.subject == "A-2")
    }

    @Test func markdownCannotBeBrokenByARun() throws {
        let text = MarkdownSummary.text(try RunReport.planted())
        #expect(text.hasPrefix("## ❌ &lt;script&gt;alert('x')&lt;/script&gt; \\| 100 张: FAILED\n"))
        #expect(
            text.contains(
                "\n| FAIL | `no-duplicates` each approval has at most one document at any time | 1 finding |\n"))
        #expect(text.contains("**A-31&amp;&lt;img src=x&gt;**"))
        #expect(!text.contains("<img"))
    }

    @Test func writesAllReports() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString)/deep")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let report = try RunReport.planted()
        for _ in 0..<2 {  // the second replaces the first
            let files = try ReportWriter.write(report.record, report.judgement, to: folder)
            #expect(try String(contentsOfFile: files.html, encoding: .utf8) == HTMLReport.text(report))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["junit.xml", "report.html", "report.json", "summary.md"])
    }

    @Test func saysWhenAFolderCannotBeWritten() throws {
        let report = try RunReport.planted()
        #expect(throws: (any Error).self) { try ReportWriter.write(report.record, report.judgement, to: "/dev/null/x") }
    }
}

/// Reads a JUnit file with a parser that has nothing to do with its writer.
private final class JUnitReader: NSObject, XMLParserDelegate {
    private(set) var suite: [String: String] = [:]
    /// `passed`, or the element and its text, by test case.
    private(set) var cases: [String: String] = [:]
    private var name = ""
    private var text = ""

    init(_ report: RunReport) throws {
        super.init()
        let parser = XMLParser(data: try JUnitReport(report).encoded())
        parser.delegate = self
        if !parser.parse() { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        text = ""
        if element == "testsuite" { suite = attributes }
        if element == "testcase" {
            name = attributes["name"] ?? ""
            cases[name] = "passed"
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        text += string
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        if ["failure", "error"].contains(element) { cases[name] = "\(element): \(text)" }
    }
}
