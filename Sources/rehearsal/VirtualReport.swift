import Foundation
import LoadGen
import Seams

/// Writes what a person needs to understand one seed.
enum VirtualReport {
    /// `scenario.yaml`, `history.jsonl`, `trace.txt` and the reports, into `folder`.
    static func write(_ outcome: VirtualOutcome, of loaded: LoadedScenario, to folder: String) throws {
        let base = URL(fileURLWithPath: folder, isDirectory: true)
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        let put = { (name: String, text: String) in
            try Data(text.utf8).write(to: base.appendingPathComponent(name), options: .atomic)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try outcome.record.events.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
        let scenario = outcome.record.scenario
        try put("scenario.yaml", ScenarioYAML.text(of: scenario, header: "\(loaded.file) as its seed drew it"))
        try put("history.jsonl", lines.joined())
        try put("trace.txt", outcome.trace.map { $0 + "\n" }.joined())
        var record = outcome.record
        record.origin = RunOrigin(
            command: "rehearsal explore \(loaded.file) --seed \(scenario.seed.value) --trace",
            files: ["scenario.yaml", "history.jsonl", "trace.txt"])
        _ = try ReportWriter.write(record, Judgement(record), interleaving: outcome.interleaving, to: folder)
    }
}
