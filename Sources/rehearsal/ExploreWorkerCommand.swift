import ArgumentParser
import Foundation
import Integration
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
    /// `STEP:FATE`, several by commas: the first in the first life of the core, the next in the life after it. Several
    /// such lists by semicolons: each seed runs once for each.
    @Option var kills = ""
    /// `built-in`, or a specimen's name.
    @Option var core = "built-in"
    /// Stop at the first seed in which this checker fires.
    @Option var until: String?
    /// Judge without this checker.
    @Option var blindSpot: String?
    /// Make the one seed's scenario small while this checker fires, and write it into the folder.
    @Option var shrink: String?

    func run() throws {
        LoggingSystem.bootstrap { MaskingLogHandler(VirtualLogHandler(label: $0)) }
        let loaded = try ScenarioLoading.load([file], seed: nil, world: .virtual)[0]
        let worker = VirtualWorker(
            loaded: loaded, core: try chosenCore(), folder: folder, until: until, blindSpot: blindSpot)
        let kills = try self.kills.split(separator: ";", omittingEmptySubsequences: false).map(AimedKill.list)
        let failure = SimulationThread.run { () -> String? in
            let escaped = SelfTest.run()
            guard escaped.isEmpty else {
                return "this toolchain's runtime cannot be simulated: \(escaped.joined(separator: ", ")) escaped"
            }
            do {
                if let shrink { return try worker.shrink(seed: from, while: shrink) }
                try worker.run(seeds: from...max(from, to), kills: kills)
                return nil
            } catch {
                return "\(error)"
            }
        }
        guard let failure else { return }
        Console.error("error: \(failure)")
        throw ExitCode(3)
    }

    private func chosenCore() throws -> VirtualCore {
        if core == "built-in" { return .builtIn }
        let others = [SpecimenCatalog.honest] + LeakyCores.all
        if let specimen = SpecimenCatalog.all.first(where: { $0.name == core }) { return specimen.core }
        guard let other = others.first(where: { $0.name == core }) else {
            throw ValidationError("--core '\(core)' is neither built-in nor a specimen")
        }
        return other
    }
}

extension AimedKill {
    /// Reads `120:torn,7:lost`; empty text is no kill.
    static func list(_ text: Substring) throws -> [AimedKill] {
        try text.split(separator: ",").map { part in
            let pieces = part.split(separator: ":").map(String.init)
            guard pieces.count == 2, let step = Int(pieces[0]), step > 0, let fate = UnsyncedWrites(rawValue: pieces[1])
            else { throw ValidationError("--kills '\(part)': write STEP:FATE, such as 120:torn") }
            return AimedKill(ioStep: step, unsynced: fate)
        }
    }

    fileprivate var text: String { "\(ioStep):\(unsynced.rawValue)" }
}

/// Runs seeds, one after the other, on the simulation's thread.
private struct VirtualWorker {
    /// Enough for a few faults and a hundred approvals; each run takes about as long as the failing one.
    private static let shrinkingRuns = 400

    let loaded: LoadedScenario
    let core: VirtualCore
    let folder: String?
    let until: String?
    let blindSpot: String?

    /// Runs each seed once for each list of kills, and prints the results.
    func run(seeds: ClosedRange<UInt64>, kills: [[AimedKill]]) throws {
        for seed in seeds {
            for list in kills {
                let result = try run(SwarmPlan.apply(to: loaded.scenario, seed: Seed(seed)), list)
                // Who asked for the seeds is gone.
                guard Console.isOpen else { return }
                if let until, result.violated.contains(until) { return }
            }
        }
    }

    private func run(_ scenario: Scenario, _ kills: [AimedKill]) throws -> SeedResult {
        var options = VirtualOptions()
        options.keepsTrace = folder != nil
        options.kills = kills
        let outcome = VirtualRun(scenario: scenario, core: core, options: options).run()
        var result = SeedResult(outcome, blindSpot: blindSpot)
        result.kills = kills.map(\.text).joined(separator: ",")
        if let folder { try VirtualReport.write(outcome, of: loaded, to: folder) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Console.line(String(decoding: try encoder.encode(result), as: UTF8.self))
        return result
    }

    /// Makes the scenario of a seed small while `checker` fires. Returns why that was not possible.
    func shrink(seed: UInt64, while checker: String) throws -> String? {
        let fails = { (scenario: Scenario) in
            let outcome = VirtualRun(scenario: scenario, core: core).run()
            return outcome.leak == nil && outcome.harnessError == nil && SeedResult(outcome).violated.contains(checker)
        }
        let drawn = SwarmPlan.apply(to: loaded.scenario, seed: Seed(seed))
        guard fails(drawn) else { return "\(checker) does not fire with seed \(seed): there is nothing to shrink" }
        var shrinker = Shrinker(budget: VirtualWorker.shrinkingRuns)
        let small = shrinker.shrink(drawn, fails: fails)
        let result = try run(small, [])
        let text = ScenarioYAML.text(
            of: small,
            header: "Made small from \(loaded.file) with seed \(seed), while \(checker) fired:\n\(result.reason)\n"
                + "Repeat: rehearsal explore FILE --seed \(seed) --trace")
        guard let folder else { return "a folder is needed" }
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/small.yaml"), options: .atomic)
        return nil
    }
}
