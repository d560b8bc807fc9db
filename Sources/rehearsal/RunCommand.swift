import ArgumentParser
import Foundation
import LoadGen
import Seams
import Simulators

/// `rehearsal run`: rehearses scenarios on real sockets.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run scenarios against the system under test and judge what happened. 运行场景并给出判定。",
        discussion: """
            Each scenario gets a fresh world: fake platforms, links that can be cut,
            and the system under test as a process of its own. Every run leaves a
            folder with its history and report.html, junit.xml, report.json,
            summary.md.

            Examples:
              rehearsal run scenarios/acceptance
              rehearsal run scenarios/faults/reply-lost-after-commit.yaml --seed 7
              rehearsal run scenarios/acceptance --jobs 4 --repeat-void
              rehearsal run scenarios/acceptance --store postgresql --workers 2

            Exit codes: 0 all passed; 1 an expectation was violated; 2 a scenario or
            an argument is wrong; 3 a run could not be done or judged, or nobody took
            what was printed (as with | head): then the run is stopped.
            """)

    @Argument(help: ArgumentHelp("Scenario files, or folders with scenario files.", valueName: "path"))
    var paths: [String]

    @Option(help: "Repeat a run: the seed that it printed. By default each scenario's own.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Give the built-in core this store instead of the scenario's: sqlite or postgresql, a server that the run starts.",
            valueName: "store"))
    var store: String?

    @Option(
        help: "Run so many workers of the built-in core on one PostgreSQL store, 1 to 8, instead of the scenario's.")
    var workers: Int?

    @Option(name: [.short, .long], help: "The folder for the runs' files.")
    var output = "rehearsal-runs"

    @Option(
        help: ArgumentHelp(
            "Of a folder, leave out the scenarios that say they take longer. A file that is named itself always runs.",
            valueName: "duration"))
    var longest = "1m"

    @Option(
        help: """
            How many scenarios run at a time, 1 to 16, each in a process of its own. Their latencies share the machine.
            """)
    var jobs = 1

    @Flag(
        help: """
            At the end, run once more and alone what could not be judged, such as a run whose generator was saturated.
            """)
    var repeatVoid = false

    @Flag(help: "Stop at the first scenario that does not pass.")
    var failFast = false

    // What a process of `--jobs` is told: the folder that was made for its run.
    @Option(help: .hidden)
    var into: String?

    // And whose it is, so that it ends when that is killed.
    @Option(help: .hidden)
    var parent: Int32?

    @OptionGroup var forms: FormOptions

    func validate() throws {
        guard workers.map((1...8).contains) ?? true else { throw ValidationError("--workers takes 1 to 8") }
        guard (1...16).contains(jobs) else { throw ValidationError("--jobs takes 1 to 16") }
        guard longestDuration != nil else {
            throw ValidationError("--longest '\(longest)' is no duration; write for example 90s or 15m")
        }
        guard let store else { return }
        let names = SystemSettings.Store.allCases.map(\.rawValue)
        guard !names.contains(store) else { return }
        let near = Spelling.nearest(to: store, among: names).map { "did you mean '\($0)'?" }
        throw ValidationError("--store '\(store)' is unknown; \(near ?? "there are " + names.joined(separator: ", "))")
    }

    func run() async throws {
        let catalog = try forms.catalog()
        let layout = StoreLayout(store: store.flatMap { SystemSettings.Store(rawValue: $0) }, workers: workers)
        let scenarios = try layout.applied(to: try soonOver(try ScenarioLoading.load(paths, seed: seed)))
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: output, isDirectory: &isFolder), !isFolder.boolValue {
            Console.error("error: --output \(output): cannot write into a file; name a folder with --output")
            throw ExitCode(2)
        }
        let parent = output + "/" + RunNaming.stamp(SystemTime().now)
        let results = RunResults()
        // Whoever is told to end takes the systems under test and the databases of the run along.
        let isInterrupted = await Termination.untilInterrupted(parent: self.parent) {
            await withTaskGroup(of: RunResult.self) { group in
                var waiting = scenarios.makeIterator()
                let startOne = { (group: inout TaskGroup<RunResult>) in
                    guard let next = waiting.next(), !Task.isCancelled else { return }
                    group.addTask { await perform(next, below: parent, catalog, apart: jobs > 1) }
                }
                for _ in 0..<jobs { startOne(&group) }
                for await result in group {
                    await results.add(result)
                    if !failFast || result.isGood(orElse: repeatVoid) { startOne(&group) }
                }
            }
            guard repeatVoid else { return }
            for void in await results.void where !Task.isCancelled {
                void.setAside()
                await results.add(await perform(void.loaded, below: parent, catalog, apart: false), after: void)
            }
        }
        let all = await results.all
        summarize(all, of: scenarios.count)
        if isInterrupted, Console.isOpen {
            Console.error("interrupted: \(scenarios.count - all.count { $0.code < 3 }) not judged")
        }
        throw ExitCode(isInterrupted ? 3 : worst(all.map(\.code)))
    }

    private var longestDuration: Duration? { Duration(unitText: longest) }

    /// Leaves out, and says so, what takes longer than `--longest`; ends with exit code 2 when nothing is left.
    private func soonOver(_ scenarios: [LoadedScenario]) throws -> [LoadedScenario] {
        let soonOver = scenarios.filter { loaded in
            guard let takes = loaded.scenario.takes, let longest = longestDuration, takes > longest,
                !paths.contains(loaded.file)
            else { return true }
            Console.error(
                "\(loaded.file): not run: it takes \(takes.unitText); name the file, or write --longest \(takes.unitText)"
            )
            return false
        }
        guard !soonOver.isEmpty else { throw ExitCode(2) }
        return soonOver
    }

    /// Runs a scenario in a folder of its own, in this process or `apart`, in one of its own.
    private func perform(
        _ loaded: LoadedScenario, below parent: String, _ forms: FormCatalog, apart: Bool
    ) async -> RunResult {
        var result = RunResult(loaded: loaded)
        do {
            let folder = try into.map { RunFolder(path: $0) } ?? RunFolder(for: loaded.scenario, below: parent)
            result.folder = folder
            result.code =
                apart
                ? await RunProcess(loaded: loaded, folder: folder, options: options(of: loaded)).run()
                : try await perform(loaded, in: folder, forms)
        } catch {
            Console.clearStatus()
            if !Task.isCancelled { Console.error("error: \(loaded.scenario.name): \(error)") }
        }
        return result
    }

    private func perform(
        _ loaded: LoadedScenario, in folder: RunFolder, _ forms: FormCatalog
    ) async throws -> Int32 {
        let scenario = loaded.scenario
        Console.line("\(scenario.name)  (seed \(scenario.seed.value))")
        Console.line("  proves: \(scenario.proves)")
        let run = WireRun(
            scenario: scenario, scenarioText: loaded.text, folder: folder, program: ProgramPath.current, forms: forms)
        let progress = ProgressLine()
        var record: RunRecord
        do {
            record = try await run.run { progress.show($0) }
            Console.clearStatus()
        } catch  where !Task.isCancelled && FileManager.default.fileExists(atPath: folder.history) {
            Console.clearStatus()
            Console.error("error: \(scenario.name): \(error)")
            // It ends with the reason: a run that could not be done has a report as well.
            record = RunRecord(scenario: scenario, events: try HistoryFile.read(folder.history), claims: [:])
        }
        record.origin = loaded.origin
        return try Judging.judge(record, in: folder)
    }

    /// What a process of its own is told, so that it runs the scenario as this one would.
    private func options(of loaded: LoadedScenario) -> [String] {
        ["--seed", String(loaded.scenario.seed.value)]
            + (store.map { ["--store", $0] } ?? []) + (workers.map { ["--workers", String($0)] } ?? [])
            + forms.forms.flatMap { ["--forms", $0] }
    }

    private func summarize(_ results: [RunResult], of count: Int) {
        guard count > 1 else { return }
        Console.line()
        for result in results {
            let note = result.repeats ? "  (run again: it was void)" : ""
            Console.line(Console.coloured("\(result.word)  \(result.loaded.scenario.name)\(note)"))
        }
        let passed = results.count { $0.code == 0 }
        Console.line(
            "\(count) scenarios: \(passed) passed, \(results.count - passed) not passed, \(count - results.count) not run"
        )
    }

    /// A failed expectation outranks a run that could not be judged; both outrank success.
    private func worst(_ codes: [Int32]) -> Int32 {
        codes.contains(1) ? 1 : codes.max() ?? 3
    }
}
