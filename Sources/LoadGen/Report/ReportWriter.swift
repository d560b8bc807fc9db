import Foundation

/// Where the reports of a run were written.
package struct ReportFiles: Hashable, Sendable {
    /// The page for people.
    package var html: String
    /// JUnit XML for CI servers.
    package var junit: String
    /// JSON for programs.
    package var json: String
    /// Markdown for a CI job's summary.
    package var markdown: String
}

/// Writes the reports of a run into a folder.
package enum ReportWriter {
    /// Writes `report.html`, `junit.xml`, `report.json` and `summary.md` into `folder`, which is made if it is missing.
    ///
    /// Each file is replaced in one step, so that nobody ever reads half a report.
    /// With an `interleaving`, the page has its swim-lane charts.
    package static func write(
        _ record: RunRecord, _ judgement: Judgement, interleaving: Interleaving? = nil, to folder: String
    ) throws -> ReportFiles {
        let report = RunReport(record, judgement, interleaving: interleaving)
        let base = URL(fileURLWithPath: folder, isDirectory: true)
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        let put = { (name: String, data: Data) in
            let file = base.appendingPathComponent(name)
            try data.write(to: file, options: .atomic)
            return file.path
        }
        return ReportFiles(
            html: try put("report.html", Data(HTMLReport.text(report).utf8)),
            junit: try put("junit.xml", JUnitReport(report).encoded()),
            json: try put("report.json", JSONReport(report).encoded()),
            markdown: try put("summary.md", Data(MarkdownSummary.text(report).utf8)))
    }
}
