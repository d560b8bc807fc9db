import Foundation
import Seams
import Testing

@testable import Simulators

/// Sends broken requests for a while, a fixed number for each seed, so that a seed repeats them exactly.
///
/// `REHEARSAL_FUZZ_SECONDS` says for how long new seeds are begun (10), `REHEARSAL_FUZZ_SEED` which is the first (1).
/// Before each request its line is written to a file, for the case that the process does not live to tell of it.
struct FuzzRun {
    static let requestsPerSeed = 300

    let name: String

    /// Runs seed after seed. `prepare` makes a fresh target; `judge` says what is wrong with its
    /// answer, nil if nothing; `aftermath`, now and then, whether the target still works.
    func run<Target>(
        prepare: (UInt64) async throws -> Target, make: (Target, inout FuzzMutation) -> FuzzRequest,
        judge: (Target, FuzzRequest) async throws -> String?, aftermath: (Target) async throws -> String?
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["REHEARSAL_FUZZ_SECONDS"].flatMap { Double($0) } ?? 10
        let first = environment["REHEARSAL_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        let trace = FileManager.default.temporaryDirectory.appendingPathComponent("rehearsal-fuzz-\(name)-last.txt")
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(Int64(seconds * 1000))
        var seed = first
        print("fuzz \(name): from seed \(first) for \(seconds) s; a crash leaves its request in \(trace.path)")
        repeat {
            let target = try await prepare(seed)
            var mutation = FuzzMutation(generator: Seed(seed).stream("fuzz \(name)"), hugeLeft: 1)
            for iteration in 0..<FuzzRun.requestsPerSeed {
                var request = make(target, &mutation)
                mutation.mutate(&request)
                try Data("seed \(seed), iteration \(iteration)\n\(request.curl)\n".utf8).write(to: trace)
                var complaint = try await judge(target, request)
                if complaint == nil, iteration % 20 == 19 { complaint = try await aftermath(target) }
                if let complaint {
                    Issue.record(
                        "fuzz \(name), REHEARSAL_FUZZ_SEED=\(seed), iteration \(iteration): \(complaint)\n\(request.curl)"
                    )
                    return
                }
            }
            seed += 1
        } while clock.now < end
        print("fuzz \(name): \(Int(seed - first) * FuzzRun.requestsPerSeed) requests, the last seed was \(seed - 1)")
    }
}
