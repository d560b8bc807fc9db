import ArgumentParser
import LoadGen

/// `rehearsal validate`: checks scenario files without running them.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files: every mistake at once, with line and remedy. 检查场景文件。",
        discussion: "Exit codes: 0 no mistake; 2 mistakes, one a line as FILE:LINE: MESSAGE on standard error.")

    @Argument(help: ArgumentHelp("Scenario files, or folders with scenario files.", valueName: "path"))
    var paths: [String]

    func run() throws {
        let scenarios = try ScenarioLoading.load(paths, seed: nil, world: .virtual)
        Console.line("\(scenarios.count) scenario\(scenarios.count == 1 ? "" : "s"), no mistakes")
    }
}
