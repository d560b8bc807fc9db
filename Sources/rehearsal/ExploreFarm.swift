import Foundation
import LoadGen
import Seams

/// Explores one scenario with several worker processes. Each lives for a few dozen seeds, so that what killed tasks
/// leave behind never piles up.
struct ExploreFarm: Sendable {
    private static let chunk: UInt64 = 40

    let loaded: LoadedScenario
    let seeds: ClosedRange<UInt64>
    let jobs: Int
    let limit: Duration?
    let keepsGoing: Bool
    let folder: String

    /// Runs the seeds, and the first of each chunk again in a process with other hashes.
    func explore(tracing: Bool) async -> ExploreTally {
        Console.line("\(loaded.scenario.name)  (virtual world, seeds \(seeds.lowerBound)..\(seeds.upperBound))")
        let chunks = stride(from: seeds.lowerBound, through: seeds.upperBound, by: Int(ExploreFarm.chunk)).map {
            ExploreWorker(file: loaded.file, seeds: $0...min(seeds.upperBound, $0 + ExploreFarm.chunk - 1))
        }
        var tally = await work(chunks, comparing: true)
        let failing = tally.failures.first?.seed ?? (tracing ? seeds.lowerBound : nil)
        if let failing { tally.add(await report(failing)) }
        summarize(tally)
        return tally
    }

    /// Kills the core at each I/O step that a run without kills has.
    func killEveryStep(seed: UInt64, twice: Bool) async -> ExploreTally {
        let calm = await ExploreWorker(file: loaded.file, seeds: seed...seed).run()
        var tally = ExploreTally()
        tally.add(calm)
        let steps = calm.results.first?.ioSteps.first ?? 0
        Console.line("\(loaded.scenario.name)  (virtual world, seed \(seed), \(steps) I/O steps, a kill at each)")
        guard steps > 0, tally.isClean else {
            summarize(tally)
            return tally
        }
        let fates = ["lost", "prefix", "torn"]
        let workers = (1...steps).flatMap { step in
            fates.map { fate in
                var worker = ExploreWorker(file: loaded.file, seeds: seed...seed)
                // The second kill goes through the steps of the next life, all of them over the first kills.
                worker.kills = "\(step):\(fate)" + (twice ? ",\(1 + step * 7 % 97):\(fate)" : "")
                return worker
            }
        }
        tally.add(await work(workers, comparing: false))
        summarize(tally)
        return tally
    }

    private func work(_ workers: [ExploreWorker], comparing: Bool) async -> ExploreTally {
        let time = SystemTime()
        let start = time.now
        var tally = ExploreTally()
        var next = workers.makeIterator()
        await withTaskGroup(of: (ExploreWorker, ExploreWorker.Report, UInt64?).self) { group in
            let startOne = { (group: inout TaskGroup<(ExploreWorker, ExploreWorker.Report, UInt64?)>) in
                if let limit, time.now - start > limit { return }
                guard let worker = next.next() else { return }
                group.addTask { await (worker, worker.run(), comparing ? digestAgain(worker) : nil) }
            }
            for _ in 0..<jobs { startOne(&group) }
            for await (worker, report, digest) in group {
                tally.add(report)
                if let digest, let first = report.results.first, first.digest != digest { tally.addLeak(first.seed) }
                if !report.results.allSatisfy({ $0.verdict == .passed }), !worker.kills.isEmpty {
                    Console.line("  kills \(worker.kills): \(report.results.first?.reason ?? "")")
                }
                progress(tally, time.now - start)
                if tally.isClean || keepsGoing { startOne(&group) }
            }
        }
        Console.clearStatus()
        return tally
    }

    /// The trace's hash of a worker's first seed, from a process whose hashes differ from every other's.
    private func digestAgain(_ worker: ExploreWorker) async -> UInt64? {
        var again = ExploreWorker(file: worker.file, seeds: worker.seeds.lowerBound...worker.seeds.lowerBound)
        again.hashesAlike = false
        return await again.run().results.first?.digest
    }

    private func report(_ seed: UInt64) async -> ExploreTally {
        let place = "\(folder)/\(loaded.scenario.name)-\(seed)"
        let report = await ExploreWorker(file: loaded.file, seeds: seed...seed, folder: place).run()
        Console.line("  report: \(place)/report.html")
        Console.line("  trace:  \(place)/trace.txt")
        guard let failure = report.failure else { return ExploreTally() }
        var tally = ExploreTally()
        tally.add(ExploreWorker.Report(results: [], failure: failure))
        return tally
    }

    private func progress(_ tally: ExploreTally, _ elapsed: Duration) {
        guard Console.isTerminal else { return }
        let perMinute = Int(Double(tally.seeds) / max(0.001, elapsed.seconds) * 60)
        Console.status("  \(tally.seeds) seeds, \(perMinute)/min, \(tally.failures.count) not passed")
    }

    private func summarize(_ tally: ExploreTally) {
        for failure in tally.failures.prefix(10) {
            let words = failure.reason.split(separator: "\n").prefix(6).joined(separator: "\n    ")
            Console.line("  \(failure.verdict.rawValue)  seed \(failure.seed): \(words)")
        }
        for error in tally.errors.prefix(3) { Console.error("  error: \(error)") }
        let word = tally.exitCode == 0 ? "PASSED" : tally.exitCode == 3 ? "VOID" : "FAILED"
        Console.line(
            Console.coloured(
                "\(word): \(tally.seeds) seeds, \(tally.approvals) approvals, \(Int(tally.virtualSeconds)) virtual seconds, "
                    + "\(tally.failures.count) not passed"))
        if let first = tally.failures.first {
            Console.line("  repeat: rehearsal explore \(loaded.file) --seed \(first.seed) --trace")
        }
    }
}
