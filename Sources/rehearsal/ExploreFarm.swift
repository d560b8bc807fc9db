import Foundation
import LoadGen
import Seams
import Simulators

/// Explores one scenario with several worker processes. Each lives for a few dozen seeds, so that what killed tasks
/// leave behind never piles up.
struct ExploreFarm: Sendable {
    private static let chunk: UInt64 = 40

    let loaded: LoadedScenario
    let seeds: ClosedRange<UInt64>
    let jobs: Int
    let limit: Duration?
    let keepsGoing: Bool
    var shrinking = false
    let folder: String
    /// Kills of each seed, as `STEP:FATE` by commas.
    var kills = ""
    /// `built-in`, or a specimen's name.
    var core = "built-in"

    /// Runs the seeds, and the first of each chunk again in a process with other hashes.
    func explore(tracing: Bool) async -> ExploreTally {
        Console.line("\(loaded.scenario.name)  (virtual world, seeds \(seeds.lowerBound)..\(seeds.upperBound))")
        let chunks = stride(from: seeds.lowerBound, through: seeds.upperBound, by: Int(ExploreFarm.chunk)).map {
            ExploreWorker(
                file: loaded.file, seeds: $0...min(seeds.upperBound, $0 + ExploreFarm.chunk - 1), kills: kills,
                core: core)
        }
        var tally = await work(chunks, comparing: true)
        if tally.isClean { tally.judgeRules(loaded.scenario.faults.map(\.id)) }
        if let checker = loaded.scenario.explore.mustFail { tally.judgeCanary(checker) }
        let failing = tally.failures.first?.seed ?? (tracing ? seeds.lowerBound : nil)
        if let failing { tally.add(await report(failing)) }
        if shrinking, let checker = tally.failures.first?.violated.first {
            tally.add(await shrink(failing ?? 1, checker))
        }
        summarize(tally)
        reportReach(tally)
        return tally
    }

    /// Makes the scenario of a failing seed small, and prints it.
    private func shrink(_ seed: UInt64, _ checker: String) async -> ExploreTally {
        let place = "\(folder)/\(loaded.scenario.name)-\(seed)-small"
        try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var worker = ExploreWorker(file: loaded.file, seeds: seed...seed, folder: place, core: core)
        worker.shrink = checker
        if let failure = await worker.run().failure {
            var tally = ExploreTally()
            tally.add(ExploreWorker.Report(results: [], failure: failure))
            return tally
        }
        // What was written a moment ago; if it is gone, its path is still told.
        let text = (try? String(contentsOfFile: place + "/small.yaml", encoding: .utf8)) ?? ""
        Console.line("  small:  \(place)/small.yaml, ready for scenarios/regression:\n\n\(text)")
        return ExploreTally()
    }

    /// An exploration that never reached a state has not tested it.
    private func reportReach(_ tally: ExploreTally) {
        let points = SometimesCatalog.points(for: loaded.scenario)
        let missed = points.filter { !tally.reached.contains($0.name) }
        Console.line(
            "  reached \(points.count - missed.count) of \(points.count) states that seeds of this scenario can reach")
        guard tally.seeds >= 100 || missed.count <= 10 else { return }
        for point in missed { Console.line("    never: \(point.name) (\(point.text.en))") }
    }

    /// Kills the core at each I/O step that a run without kills has.
    func killEveryStep(seed: UInt64, twice: Bool) async -> ExploreTally {
        let calm = await ExploreWorker(file: loaded.file, seeds: seed...seed, core: core).run()
        var tally = ExploreTally()
        tally.add(calm)
        let steps = calm.results.first?.ioSteps.first ?? 0
        Console.line("\(loaded.scenario.name)  (virtual world, seed \(seed), \(steps) I/O steps, a kill at each)")
        guard steps > 0, tally.isClean else {
            summarize(tally)
            return tally
        }
        let once = (1...steps).flatMap { step in ["lost", "prefix", "torn"].map { "\(step):\($0)" } }
        tally.add(await work(killing(once, seed), comparing: false))
        if twice, tally.isClean || keepsGoing {
            // Each second kill falls into the life after the first one, spread over all the steps that it had.
            let again = tally.killed.sorted { $0.kills < $1.kills }.enumerated().compactMap { number, run -> String? in
                guard run.ioSteps.count > 1, run.ioSteps[1] > 0 else { return nil }
                return "\(run.kills),\(1 + number * 7 % run.ioSteps[1]):\(["torn", "lost", "prefix"][number % 3])"
            }
            tally.add(await work(killing(again, seed), comparing: false))
        }
        tally.judgeKills()
        summarize(tally)
        return tally
    }

    /// Workers that run `seed` once for each of these lists of kills.
    private func killing(_ lists: [String], _ seed: UInt64) -> [ExploreWorker] {
        stride(from: 0, to: lists.count, by: 60).map { start in
            let some = lists[start..<min(lists.count, start + 60)].joined(separator: ";")
            return ExploreWorker(file: loaded.file, seeds: seed...seed, kills: some, core: core)
        }
    }

    private func work(_ workers: [ExploreWorker], comparing: Bool) async -> ExploreTally {
        let time = SystemTime()
        let start = time.now
        let line = ExploreProgress()
        var tally = ExploreTally()
        var next = workers.makeIterator()
        await withTaskGroup(of: (ExploreWorker.Report, ExploreWorker.Report?).self) { group in
            let startOne = { (group: inout TaskGroup<(ExploreWorker.Report, ExploreWorker.Report?)>) in
                if let limit, time.now - start > limit { return }
                guard let worker = next.next() else { return }
                group.addTask {
                    guard comparing else { return (await worker.run(), nil) }
                    // A job that would be idle otherwise takes the comparison.
                    guard workers.count < jobs else { return await (worker.run(), runAgain(worker)) }
                    async let again = runAgain(worker)
                    return (await worker.run(), await again)
                }
            }
            for _ in 0..<jobs { startOne(&group) }
            for await (report, again) in group {
                tally.add(report)
                if let again { tally.compare(report, with: again) }
                line.show(tally, after: time.now - start)
                if tally.isClean || keepsGoing { startOne(&group) }
            }
        }
        Console.clearStatus()
        tally.elapsed = time.now - start
        return tally
    }

    /// A worker's first seed once more, in a process whose hashes differ from every other's.
    private func runAgain(_ worker: ExploreWorker) async -> ExploreWorker.Report {
        var again = ExploreWorker(
            file: worker.file, seeds: worker.seeds.lowerBound...worker.seeds.lowerBound, kills: worker.kills,
            core: worker.core)
        again.hashesAlike = false
        return await again.run()
    }

    private func report(_ seed: UInt64) async -> ExploreTally {
        let place = "\(folder)/\(loaded.scenario.name)-\(seed)"
        let report = await ExploreWorker(file: loaded.file, seeds: seed...seed, folder: place, kills: kills, core: core)
            .run()
        Console.line("  report: \(place)/report.html")
        Console.line("  trace:  \(place)/trace.txt")
        guard let failure = report.failure else { return ExploreTally() }
        var tally = ExploreTally()
        tally.add(ExploreWorker.Report(results: [], failure: failure))
        return tally
    }

    private func summarize(_ tally: ExploreTally) {
        for failure in tally.failures.prefix(10) {
            let words = failure.reason.split(separator: "\n").prefix(6).joined(separator: "\n    ")
            let kills = failure.kills.isEmpty ? "" : ", killed at \(failure.kills)"
            Console.line("  \(failure.verdict.rawValue)  seed \(failure.seed)\(kills): \(words)")
        }
        for error in tally.errors.prefix(3) { Console.error("  error: \(error)") }
        let word = tally.exitCode == 0 ? "PASSED" : tally.exitCode == 3 ? "VOID" : "FAILED"
        Console.line(
            Console.coloured(
                "\(word): \(tally.seeds) seeds, \(tally.approvals) approvals, \(Int(tally.virtualSeconds)) virtual seconds, "
                    + "\(tally.failures.count) not passed; \(tally.perMinute) seeds/min"))
        if let first = tally.failures.first {
            let kills = first.kills.isEmpty ? "" : " --kills \(first.kills)"
            let core = core == "built-in" ? "" : " --core \(core)"
            Console.line("  repeat: rehearsal explore \(loaded.file) --seed \(first.seed)\(kills)\(core) --trace")
        }
    }
}
