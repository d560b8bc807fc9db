import ArgumentParser
import Foundation
import Integration
import LoadGen
import Seams
import Simulators

/// A scenario with the text it was read from.
struct LoadedScenario {
    var scenario: Scenario
    var file: String
    var text: String
    var origin: RunOrigin
}

/// Reads scenario files for the verbs that need them.
enum ScenarioLoading {
    /// Reads all scenarios below `paths` for a run in `world` and prints what is worth a look; or prints every mistake of
    /// every file and ends with exit code 2.
    static func load(_ paths: [String], seed: UInt64?, world: RunWorld = .wire) throws -> [LoadedScenario] {
        do {
            let reasons = Dictionary(uniqueKeysWithValues: Platform.allCases.map { ($0, $0.refusalReasons) })
            return try ScenarioFile.load(
                paths: paths, refusalReasons: reasons, world: world,
                settingMistakes: Configuration.mistakes(inSettings:)
            ).map { file, scenario in
                for remark in scenario.system.remarks { Console.error("note: \(file): \(remark)") }
                return try LoadedScenario(scenario, file: file, seed: seed)
            }
        } catch let error as ScenarioError {
            Console.error("\(error)")
            throw ExitCode(2)
        }
    }
}

extension LoadedScenario {
    fileprivate init(_ scenario: Scenario, file: String, seed: UInt64?) throws {
        self.scenario = scenario
        self.file = file
        if let seed { self.scenario.seed = Seed(seed) }
        // What it names beside itself lies elsewhere than the run's own copy, which therefore holds all of it.
        text =
            scenario.system.files.isEmpty
            ? try TextFile.text(of: file)
            : ScenarioYAML.text(of: self.scenario, header: "\(file), with the files that it names")
        origin = RunOrigin(
            command: "rehearsal run \(file) --seed \(self.scenario.seed.value)",
            files: ["scenario.yaml", "history.jsonl", "core.log"])
    }
}
