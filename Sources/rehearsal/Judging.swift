import Foundation
import LoadGen

/// Judges a record, writes its reports and prints the verdict.
enum Judging {
    /// Returns the exit code: 0, 1 or 3.
    static func judge(_ record: RunRecord, in folder: RunFolder) throws -> Int32 {
        let judgement = Judgement(record)
        let files = try ReportWriter.write(record, judgement, to: folder.path)
        Console.line(Console.coloured(ConsoleSummary.text(judgement, judgement.statistics)))
        Console.line("  report: \(files.html)")
        if judgement.exitCode != 0, let command = record.origin.command { Console.line("  repeat: \(command)") }
        return Int32(judgement.exitCode)
    }
}
