import ArgumentParser
import Foundation
import LoadGen
import Logging
import Seams
import Specimens
import VirtualTime

/// `rehearsal explore-worker`: runs seeds in the virtual world, one after the other, and tells each result as a line of
/// JSON. Started by `explore`; a process of its own, since the simulation takes the whole runtime over.
struct ExploreWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore-worker", abstract: "Run seeds of one scenario for 'explore'.", shouldDisplay: false)

    @Argument var file: String
    @Option var from: UInt64
    @Option var to: UInt64
    /// Where one seed's history, trace and reports go.
    @Option var folder: String?
    /// `STEP:FATE`, several separated by commas: the first in the first life of the core, the next in the life after it.
    @Option var kills = ""
    /// `built-in`, or a specimen's name.
    @Option var core = "built-in"
    /// Stop at the first seed in which this checker fires.
    @Option var until: String?

    func run() throws {
        // A reader that goes away must not end the worker in the middle of a line.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let loaded = try ScenarioLoading.load([file], seed: nil, world: .virtual)[0]
        let aimed = try ExploreWorkerCommand.kills(kills)
        let seeds = from...max(from, to)
        guard let core = core == "built-in" ? .builtIn : SpecimenCatalog.all.first(where: { $0.name == core })?.core
        else {
            throw ValidationError("--core '\(core)' is neither built-in nor a specimen")
        }
        let until = until
        let failure = SimulationThread.run { () -> String? in
            let escaped = SelfTest.run()
            guard escaped.isEmpty else {
                return "this toolchain's runtime cannot be simulated: \(escaped.joined(separator: ", ")) escaped"
            }
            for seed in seeds {
                switch ExploreWorkerCommand.run(loaded, core, seed, aimed, folder) {
                case .failure(let failure): return failure.reason
                case .success(let result): if let until, result.violated.contains(until) { return nil }
                }
            }
            return nil
        }
        guard let failure else { return }
        Console.error("error: \(failure)")
        throw ExitCode(3)
    }

    private struct Unwritten: Error {
        let reason: String
    }

    /// Runs one seed and prints its result; fails when its report cannot be written.
    private static func run(
        _ loaded: LoadedScenario, _ core: VirtualCore, _ seed: UInt64, _ kills: [AimedKill], _ folder: String?
    ) -> Result<SeedResult, Unwritten> {
        let scenario = SwarmPlan.apply(to: loaded.scenario, seed: Seed(seed))
        var options = VirtualOptions()
        options.keepsTrace = folder != nil
        options.kills = kills
        let outcome = VirtualRun(scenario: scenario, core: core, options: options).run()
        let result = SeedResult(outcome)
        do {
            if let folder { try VirtualReport.write(outcome, of: loaded, to: folder) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Console.line(String(decoding: try encoder.encode(result), as: UTF8.self))
            return .success(result)
        } catch {
            return .failure(Unwritten(reason: "\(error)"))
        }
    }

    private static func kills(_ text: String) throws -> [AimedKill] {
        try text.split(separator: ",").map { part in
            let pieces = part.split(separator: ":").map(String.init)
            guard pieces.count == 2, let step = Int(pieces[0]), step > 0,
                let fate = UnsyncedWrites(rawValue: pieces[1])
            else { throw ValidationError("--kills '\(part)': write STEP:FATE, such as 120:torn") }
            return AimedKill(ioStep: step, unsynced: fate)
        }
    }
}

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
        try put("scenario.yaml", loaded.text)
        try put("history.jsonl", lines.joined())
        try put("trace.txt", outcome.trace.map { $0 + "\n" }.joined())
        var record = outcome.record
        record.origin = RunOrigin(
            command: "rehearsal explore \(loaded.file) --seed \(record.scenario.seed.value) --trace",
            files: ["scenario.yaml", "history.jsonl", "trace.txt"])
        _ = try ReportWriter.write(record, Judgement(record), interleaving: outcome.interleaving, to: folder)
    }
}
