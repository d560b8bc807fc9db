import Foundation
import LoadGen
import Subprocess
import SystemPackage

/// A worker process of `explore` and what it said.
struct ExploreWorker: Sendable {
    /// How a worker ended.
    struct Report: Sendable {
        var results: [SeedResult]
        /// Why it did not finish its seeds; nil when it did.
        var failure: String?
    }

    let file: String
    let seeds: ClosedRange<UInt64>
    var folder: String?
    /// Lists of kills by semicolons, each `STEP:FATE` by commas.
    var kills = ""
    /// `built-in`, or a specimen's name.
    var core = "built-in"
    /// The checker at whose first finding it stops.
    var until: String?
    /// The checker to judge without.
    var blindSpot: String?
    /// The checker to make the scenario small for.
    var shrink: String?
    /// Whether Swift's hashing is the same in each process. Off for the comparison that finds orders of hashes which
    /// reach an effect.
    var hashesAlike = true

    private var expected: Int {
        Int(seeds.upperBound - seeds.lowerBound + 1)
            * kills.split(separator: ";", omittingEmptySubsequences: false).count
    }

    /// Runs the worker to its end.
    func run() async -> Report {
        var arguments = [
            "explore-worker", file, "--from", String(seeds.lowerBound), "--to", String(seeds.upperBound),
        ]
        if let folder { arguments += ["--folder", folder] }
        if core != "built-in" { arguments += ["--core", core] }
        if let until { arguments += ["--until", until] }
        if let blindSpot { arguments += ["--blind-spot", blindSpot] }
        if let shrink { arguments += ["--shrink", shrink] }
        if !kills.isEmpty { arguments += ["--kills", kills] }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(ProgramPath.current)), arguments: Arguments(arguments),
                environment: .inherit.updating(["SWIFT_DETERMINISTIC_HASHING": hashesAlike ? "1" : nil]),
                input: .none, output: .string(limit: 256 << 20), error: .string(limit: 1 << 20))
            let lines = result.standardOutput.split(separator: "\n")
            let results = lines.compactMap { try? JSONDecoder().decode(SeedResult.self, from: Data($0.utf8)) }
            let isWhole = until == nil ? results.count == expected : !results.isEmpty
            let isClean = result.terminationStatus.isSuccess && isWhole
            let words = result.standardError.split(separator: "\n").suffix(20).joined(separator: "\n")
            let next = seeds.lowerBound + UInt64(results.count)
            return Report(
                results: results,
                failure: isClean ? nil : "the worker ended at seed \(next) (\(result.terminationStatus)): \(words)")
        } catch {
            return Report(results: [], failure: "no worker could be started: \(error)")
        }
    }
}
