import Foundation
import LoadGen
import Subprocess
import SystemPackage

/// A process of `rehearsal run --jobs`: one scenario, alone in it, so that neither its load nor its judgement keeps another
/// one's generator waiting.
struct RunProcess: Sendable {
    /// What a run may print at most.
    private static let outputBytesMax = 4 << 20

    let loaded: LoadedScenario
    let folder: RunFolder
    let options: [String]

    /// Runs it to its end, prints what it said, and returns its exit code. When it is cancelled, the process is told to end
    /// and has time to take its system under test along.
    func run() async -> Int32 {
        var platform = PlatformOptions()
        platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(ProgramPath.current)),
                arguments: Arguments(
                    ["run", loaded.file, "--into", folder.path, "--parent", String(getpid())] + options),
                platformOptions: platform,
                input: .none, output: .string(limit: RunProcess.outputBytesMax),
                error: .string(limit: RunProcess.outputBytesMax))
            Console.line(Console.coloured(result.standardOutput))
            if !result.standardError.isEmpty { Console.error(result.standardError) }
            guard case .exited(let code) = result.terminationStatus else {
                Console.error("error: \(loaded.scenario.name): its process ended by \(result.terminationStatus)")
                return 3
            }
            return Int32(code)
        } catch {
            if !Task.isCancelled { Console.error("error: \(loaded.scenario.name): no process could be run: \(error)") }
            return 3
        }
    }
}
