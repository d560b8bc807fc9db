import ArgumentParser
import Foundation
import LoadGen
import Seams

/// `rehearsal explore`: runs scenarios in the virtual world, over many seeds.
struct ExploreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Run scenarios in virtual time over thousands of seeds; replay any of them. 在虚拟时间里用大量种子探索场景。",
        discussion: """
            The simulators, the built-in core and the checkers run in one
            process, on one thread, in virtual time. Each seed draws its own
            faults (within what the scenario's 'explore:' permits), arrivals,
            network delays and order of jobs. The same seed of the same program
            gives the same run, byte for byte.

            Exit codes:
              0  every seed passed
              1  safety: something happened that never must
              2  a scenario or an argument is wrong
              3  unknown: the harness could not run or judge a seed
              4  liveness: something did not happen in the end
              5  a leak of determinism

            Examples:
              rehearsal explore scenarios/acceptance --seeds 1..500 --jobs 2
              rehearsal explore FILE --seed 4711 --trace
              rehearsal explore FILE --kill-every-step
            """)

    @Argument(help: ArgumentHelp("Scenario files, or folders with scenario files.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("The seeds to run, such as 1..5000; by default 1..100.", valueName: "from..to"))
    var seeds: String?

    @Option(help: "Run this one seed.")
    var seed: UInt64?

    @Flag(help: "Write history, trace and report of the seed of --seed.")
    var trace = false

    @Option(help: "How many worker processes run at a time.")
    var jobs = 2

    @Option(help: "Start no more seeds after this time, such as 10m.")
    var timeLimit: String?

    @Flag(help: "Go on after a seed that did not pass.")
    var keepGoing = false

    @Flag(
        help: "Kill the core at each I/O step of the scenario in turn, with un-synced writes lost, kept in part, torn.")
    var killEveryStep = false

    @Flag(help: "With --kill-every-step: kill the restarted core once more.")
    var twice = false

    @Flag(help: "Make the scenario of the first failing seed small, and print it as a file for scenarios/regression.")
    var shrink = false

    @Option(
        help: ArgumentHelp(
            "Kill the core at these I/O steps, as a failure's 'repeat:' line says.", valueName: "step:fate,…"))
    var kills = ""

    @Option(help: ArgumentHelp("The core to run: built-in, or a specimen's name.", visibility: .hidden))
    var core = "built-in"

    @Option(name: [.short, .long], help: "The folder for the files of seeds that did not pass.")
    var output = "rehearsal-runs"

    func validate() throws {
        guard range != nil else {
            throw ValidationError("--seeds '\(seeds ?? "")': write the first and the last, such as 1..5000")
        }
        guard seed == nil || seeds == nil else { throw ValidationError("--seed and --seeds: write one of them") }
        _ = try kills.split(separator: ";").map(AimedKill.list)
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes 1 to 64") }
        guard timeLimit == nil || limit != nil else {
            throw ValidationError("--time-limit '\(timeLimit ?? "")': write a duration with its unit, such as 10m")
        }
        guard !trace || seed != nil else { throw ValidationError("--trace needs --seed") }
        guard !twice || killEveryStep else { throw ValidationError("--twice needs --kill-every-step") }
    }

    func run() async throws {
        let scenarios = try ScenarioLoading.load(paths, seed: nil, world: .virtual)
        if let other = scenarios.first(where: { !$0.scenario.system.isBuiltIn }) {
            Console.error(
                "\(other.file): system.command: the virtual world has no processes; use 'rehearsal run', or the built-in core"
            )
            throw ExitCode(2)
        }
        let explorable = try ExploreCommand.explorable(scenarios)
        let code = WorstCode()
        let isInterrupted = await Termination.untilInterrupted { await code.set(explore(explorable)) }
        if isInterrupted, Console.isOpen { Console.error("interrupted: not all seeds were explored") }
        throw ExitCode(isInterrupted ? 3 : await code.value)
    }

    private actor WorstCode {
        private(set) var value: Int32 = 3

        func set(_ value: Int32) {
            self.value = value
        }
    }

    private func explore(_ scenarios: [LoadedScenario]) async -> Int32 {
        let folder = output + "/" + RunNaming.stamp(SystemTime().now)
        var worst = ExploreTally()
        for loaded in scenarios where !Task.isCancelled {
            let farm = ExploreFarm(
                loaded: loaded, seeds: seed.map { $0...$0 } ?? range ?? 1...1, jobs: jobs, limit: limit,
                keepsGoing: keepGoing, shrinking: shrink, folder: folder, kills: kills, core: core)
            let tally: ExploreTally
            if killEveryStep {
                tally = await farm.killEveryStep(seed: seed ?? range?.lowerBound ?? 1, twice: twice)
            } else {
                tally = await farm.explore(tracing: trace)
            }
            worst.add(tally)
            if worst.exitCode != 0, !keepGoing { break }
        }
        return worst.exitCode
    }

    /// Leaves out, and says so, what works on real sockets only; ends with exit code 2 when nothing is left.
    private static func explorable(_ scenarios: [LoadedScenario]) throws -> [LoadedScenario] {
        let explorable = scenarios.filter { $0.scenario.needsSockets == nil }
        for other in scenarios {
            guard let reason = other.scenario.needsSockets else { continue }
            Console.error("\(other.file): not explored: \(reason) works on real sockets only; use 'rehearsal run'")
        }
        guard !explorable.isEmpty else { throw ExitCode(2) }
        return explorable
    }

    private var range: ClosedRange<UInt64>? {
        let seeds = seeds ?? "1..100"
        if let single = UInt64(seeds) { return single...single }
        let ends = seeds.components(separatedBy: "..").compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1], ends[1] - ends[0] < 100_000_000 else { return nil }
        return ends[0]...ends[1]
    }

    private var limit: Duration? { timeLimit.flatMap { Duration(unitText: $0) } }
}
