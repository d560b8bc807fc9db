import ArgumentParser
import LoadGen
import Seams
import Simulators

/// `rehearsal check`: judges a recorded run again, with the checkers of this version.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge a recorded run again from its history. 根据历史记录重新判定。",
        discussion: """
            Reads scenario.yaml and history.jsonl of a run's folder and writes its
            reports anew. A history that is cut off or has a gap is refused (exit code
            3): a checker that lacks a line could call a broken core right.
            """)

    @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run-folder"))
    var folder: String

    func run() throws {
        let folder = RunFolder(path: folder)
        throw ExitCode(try Judging.judge(try RecordLoading.load(folder), in: folder))
    }
}

/// `rehearsal report`: makes the reports of a recorded run again.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make the reports of a recorded run again. 重新生成报告。",
        discussion: "Like check, but exits with 0 whatever the verdict is, as long as the reports could be written.")

    @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run-folder"))
    var folder: String

    func run() throws {
        let folder = RunFolder(path: folder)
        let record = try RecordLoading.load(folder)
        let files = try ReportWriter.write(record, Judgement(record), to: folder.path)
        Console.line(files.html)
    }
}

/// Reads the record of a run from its folder.
enum RecordLoading {
    /// Ends with exit code 3 and a message when the history cannot be judged, 2 when the scenario is wrong.
    static func load(_ folder: RunFolder) throws -> RunRecord {
        do {
            let loaded = try ScenarioLoading.load([folder.scenario], seed: nil, world: .virtual)[0]
            let events = try HistoryFile.read(folder.history)
            var scenario = loaded.scenario
            if case .runStarted(_, _, let seed)? = events.first?.fact { scenario.seed = Seed(seed) }
            let company = Company.make(
                seed: scenario.seed, employees: scenario.world.employees, departments: scenario.world.departments)
            let claims = ClaimMaker.claims(for: scenario, company: company)
            return RunRecord(
                scenario: scenario, events: events,
                claims: Dictionary(claims.map { ($0.id, $0) }) { first, _ in first }, origin: loaded.origin)
        } catch let error as HistoryFileError {
            Console.error("error: \(error)")
            throw ExitCode(3)
        }
    }
}
