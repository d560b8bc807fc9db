import ArgumentParser
import Foundation
import LoadGen
import Seams
import Specimens

/// `rehearsal specimens`: proves that broken cores are found out.
struct SpecimensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "specimens",
        abstract: "Run cores that are broken on purpose; each must be caught. 运行故意写错的集成核心，每个都必须被发现。",
        discussion: """
            Each specimen runs in the virtual world, in the scenario that
            provokes its mistake, seed after seed, until the checker named for
            it fires. A specimen that only another checker finds is not caught.
            The seed that caught it runs once more with that checker switched
            off: then it must live.

            Exit codes: 0 all caught; 1 some were not; 3 a worker failed.
            With --blind all seeds run with the checker switched off, and
            then none may be caught.
            """)

    @Option(help: "The folder with the specimens' scenarios.")
    var scenarios = "Tests/Specimens/scenarios"

    @Option(help: "Give a specimen up after so many seeds.")
    var seedsMax: UInt64 = 500

    @Flag(help: "Switch each specimen's checker off: then all must live.")
    var blind = false

    @Option(help: "Only the specimens whose name contains this.")
    var only = ""

    func run() async throws {
        let names = SpecimenCatalog.all.map(\.name)
        guard only.isEmpty || names.contains(where: { $0.contains(only) }) else {
            let near = Spelling.nearest(to: only, among: names).map { "; did you mean '\($0)'?" }
            let some = "; there are \(names.prefix(5).joined(separator: ", ")) and \(max(0, names.count - 5)) more"
            Console.error("error: --only '\(only)': no specimen's name contains this\(near ?? some)")
            throw ExitCode(2)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: scenarios, isDirectory: &isFolder), isFolder.boolValue else {
            Console.error(
                "error: --scenarios \(scenarios): there is no such folder; run this in the folder of the repository")
            throw ExitCode(2)
        }
        var (caught, missed, failed) = (0, 0, 0)
        let time = SystemTime()
        for specimen in SpecimenCatalog.all where only.isEmpty || specimen.name.contains(only) {
            var worker = ExploreWorker(file: "\(scenarios)/\(specimen.scenario)", seeds: 1...max(1, seedsMax))
            (worker.core, worker.until) = (specimen.name, specimen.invariant)
            if blind { worker.blindSpot = specimen.invariant }
            let start = time.now
            var report = await worker.run()
            var isCaught = report.results.last?.violated.contains(specimen.invariant) ?? false
            if isCaught, !blind {
                let again = await liveOn(worker, seed: UInt64(report.results.count), without: specimen.invariant)
                if again.failure != nil { (report, isCaught) = (again, false) }
            }
            let word = isCaught ? "caught" : report.failure == nil ? "MISSED" : "ERROR "
            let seconds = ((time.now - start).seconds * 10).rounded() / 10
            let columns = [
                word, specimen.name.padded(to: 28), specimen.invariant.padded(to: 26),
                "\(report.results.count) seed\(report.results.count == 1 ? "" : "s")".padded(to: 10), "\(seconds) s",
            ]
            Console.line(columns.joined(separator: "  "))
            if let failure = report.failure, !isCaught { Console.error("  \(failure)") }
            if isCaught { caught += 1 } else if report.failure == nil { missed += 1 } else { failed += 1 }
        }
        Console.line("\(caught) caught, \(missed) missed, \(failed) not run")
        let (wanted, unwanted) = blind ? (missed, caught) : (caught, missed)
        throw ExitCode(unwanted > 0 ? 1 : failed > 0 || wanted == 0 ? 3 : 0)
    }

    /// Runs the seed that caught a specimen with the checker that caught it switched off; the report tells when it is caught
    /// all the same, so that what was seen is no proof of the checker.
    private func liveOn(_ worker: ExploreWorker, seed: UInt64, without checker: String) async -> ExploreWorker.Report {
        var worker = ExploreWorker(file: worker.file, seeds: seed...seed, core: worker.core)
        (worker.until, worker.blindSpot) = (checker, checker)
        var report = await worker.run()
        if report.results.last?.violated.contains(checker) ?? false {
            report.failure = "\(checker) is said to have caught it, also when it is switched off"
        }
        return report
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
