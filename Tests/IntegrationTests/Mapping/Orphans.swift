import Foundation
import Seams

@testable import Integration

/// Workers whose core is gone.
enum Orphans {
    /// Whether a process runs; one that only waits to be counted does not.
    static func isAlive(_ pid: Int) -> Bool {
        guard let command = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
            return kill(pid_t(pid), 0) == 0 && !FileManager.default.fileExists(atPath: "/proc/self/stat")
        }
        return !command.isEmpty
    }

    /// Starts a worker below a shell that stands for the core, lets it begin the call, and kills the shell. The worker's input
    /// stays open until `process` is killed.
    static func orphan(
        _ call: ScriptCall
    ) async throws -> (pid: Int, folder: String, process: any HostedProcess) {
        var program = WorkerProgram.program(call)
        // In the background a shell's child would have no input.
        let shell = #"exec 3<&0; "$@" <&3 & echo $$ $! "$PWD"; wait"#
        program.arguments = ["-c", shell, "sh", program.command] + program.arguments
        program.command = "/bin/sh"
        let process = try await SystemProcesses().start(program)
        let words = try await process.exchange(WorkerProgram.greeting(call), bytesMax: 1000).split(separator: " ")
        try WorkerProgram.check(
            hello: try await process.exchange(WorkerProgram.request(call, id: 1), bytesMax: 1000))
        guard words.count == 3, let core = pid_t(words[0]), let pid = Int(words[1]) else {
            throw ProcessFailure("no worker: \(words)")
        }
        kill(core, SIGKILL)
        return (pid, String(words[2]), process)
    }
}
