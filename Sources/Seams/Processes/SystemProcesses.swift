import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// The system's processes: each in a group and an empty folder of its own.
package struct SystemProcesses: ProcessHost {
    package init() {
        // A program that goes away while we write to it must not end us.
        signal(SIGPIPE, SIG_IGN)
    }

    package func start(_ program: HostedProgram) async throws(ProcessFailure) -> any HostedProcess {
        let process = SystemHostedProcess()
        try await process.start(program)
        return process
    }
}

/// One process. A task of its own talks to it; exchanges hand their lines to that task.
private final class SystemHostedProcess: HostedProcess {
    private struct Request: Sendable {
        var line: String
        var bytesMax: Int
    }

    private struct State {
        var pending: CheckedContinuation<Result<String, ProcessFailure>, Never>?
        var starting: CheckedContinuation<ProcessFailure?, Never>?
        var end: ProcessFailure?
        var strike: (@Sendable () -> Void)?
        var owner: Task<Void, Never>?
    }

    private let requests: AsyncStream<Request>
    private let sender: AsyncStream<Request>.Continuation
    private let state = Mutex(State())

    init() {
        (requests, sender) = AsyncStream.makeStream()
    }

    func start(_ program: HostedProgram) async throws(ProcessFailure) {
        let failure = await withCheckedContinuation { continuation in
            state.withLock { $0.starting = continuation }
            let owner = Task { [self] in await run(program) }
            state.withLock { $0.owner = owner }
        }
        if let failure { throw failure }
    }

    func exchange(_ line: String, bytesMax: Int) async throws(ProcessFailure) -> String {
        let result = await withCheckedContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.pending = continuation }
                return state.end
            }
            if let end { return continuation.resume(returning: .failure(end)) }
            sender.yield(Request(line: line, bytesMax: bytesMax))
        }
        return try result.get()
    }

    func kill() async {
        let (strike, owner) = state.withLock { ($0.strike, $0.owner) }
        strike?()
        sender.finish()
        await owner?.value
    }

    private func run(_ program: HostedProgram) async {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "rehearsal-worker-\(ProcessInfo.processInfo.globallyUniqueString)")
        // What cannot be removed is the system's to clean.
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            var options = PlatformOptions()
            options.processGroupID = 0
            let environment = program.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
            _ = try await Subprocess.run(
                program.command.contains("/") ? .path(FilePath(program.command)) : .name(program.command),
                arguments: Arguments(program.arguments),
                environment: .custom(Dictionary(environment) { first, _ in first }),
                workingDirectory: FilePath(folder.path), platformOptions: options, input: .inputWriter,
                output: .sequence, error: .discarded
            ) { execution in
                // A group that has ended already cannot be signalled, and needs not be.
                let strike: @Sendable () -> Void = { try? execution.send(signal: .kill, toProcessGroup: true) }
                let starting = state.withLock { state in
                    state.strike = strike
                    defer { state.starting = nil }
                    return state.starting
                }
                starting?.resume(returning: nil)
                var output = execution.standardOutput.makeAsyncIterator()
                var buffer: [UInt8] = []
                for await request in requests {
                    do {
                        _ = try await execution.standardInputWriter.write(Array("\(request.line)\n".utf8))
                        let line = try await SystemHostedProcess.line(&output, &buffer, request.bytesMax)
                        settle(.success(line))
                    } catch {
                        settle(.failure(error as? ProcessFailure ?? ProcessFailure("it went away: \(error)")))
                        break
                    }
                }
                strike()
            }
            end(ProcessFailure("it has ended"))
        } catch {
            end(ProcessFailure("\(program.command) cannot run: \(error)"))
        }
    }

    /// The next line; what follows it stays in `buffer`.
    private static func line(
        _ output: inout SubprocessOutputSequence.Iterator, _ buffer: inout [UInt8], _ bytesMax: Int
    ) async throws -> String {
        while true {
            if let feed = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<feed], as: UTF8.self)
                buffer.removeFirst(feed + 1)
                return line
            }
            guard buffer.count <= bytesMax else { throw ProcessFailure("its answer is longer than \(bytesMax) bytes") }
            guard let more = try await output.next() else { throw ProcessFailure("it ended without an answer") }
            more.withUnsafeBytes { buffer += $0 }
        }
    }

    private func settle(_ result: Result<String, ProcessFailure>) {
        let pending = state.withLock { state in
            defer { state.pending = nil }
            return state.pending
        }
        pending?.resume(returning: result)
    }

    private func end(_ failure: ProcessFailure) {
        let (starting, pending) = state.withLock { state in
            defer { (state.starting, state.pending, state.strike) = (nil, nil, nil) }
            state.end = failure
            return (state.starting, state.pending)
        }
        starting?.resume(returning: failure)
        pending?.resume(returning: .failure(failure))
    }
}
