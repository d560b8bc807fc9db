import Foundation
import Seams
import Simulators
import Subprocess
import Synchronization
import SystemPackage

/// The system under test as a process of its own: started, struck, started again, stopped. Every change goes into the
/// history.
final class SystemProcess: Sendable {
    private struct State {
        var pid: Int?
        var send: (@Sendable (Signal) -> Void)?
        var owner: Task<Void, Never>?
        var exitDetail: String?
        var expectsExit = false
    }

    /// What the history calls it.
    let name: String
    let logFile: String
    private let command: [String]
    private let environment: [String: String]
    private let history: History
    private let time: any Time
    private let state = Mutex(State())

    init(
        name: String = "core", command: [String], environment: [String: String], logFile: String, history: History,
        time: any Time
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.logFile = logFile
        self.history = history
        self.time = time
    }

    /// The id of the running process; nil while there is none.
    var pid: Int? { state.withLock { $0.pid } }

    /// How the process ended when nobody asked it to; nil while it runs.
    var unexpectedExit: String? { state.withLock { $0.expectsExit ? nil : $0.exitDetail } }

    /// Starts the process and returns once it has an id.
    ///
    /// - Throws: `RunError.cannotStart`.
    func start() async throws(RunError) {
        let (started, report) = AsyncStream.makeStream(of: Result<Int, any Error>.self)
        state.withLock { state in
            state.exitDetail = nil
            state.expectsExit = false
        }
        let owner = Task { [self] in
            do {
                try await supervise { report.yield(.success($0)) }
            } catch {
                report.yield(.failure(error))
                ended("could not be started: \(error)")
            }
            report.finish()
        }
        state.withLock { $0.owner = owner }
        for await result in started {
            switch result {
            case .success(let pid):
                history.record(.process(name: name, change: "started", pid: pid, detail: command.first ?? ""))
                return
            case .failure(let error):
                throw .cannotStart(command: command.joined(separator: " "), reason: "\(error)")
            }
        }
        throw .cannotStart(command: command.joined(separator: " "), reason: "it never got an id")
    }

    /// SIGKILL: no clean-up, no farewell. Returns once the process is gone.
    func kill() async {
        let owner = strike(.kill)
        history.record(.process(name: name, change: "killed", pid: pid, detail: "SIGKILL"))
        await owner?.value
    }

    /// SIGSTOP.
    func pause() {
        state.withLock { $0.send }?(.suspend)
        history.record(.process(name: name, change: "paused", pid: pid, detail: "SIGSTOP"))
    }

    /// SIGCONT.
    func resume() {
        state.withLock { $0.send }?(.resume)
        history.record(.process(name: name, change: "resumed", pid: pid, detail: "SIGCONT"))
    }

    /// SIGTERM, then SIGKILL when it has not ended within `grace`. Returns once the process is gone.
    func stop(grace: Duration) async {
        guard let owner = strike(.terminate) else { return }
        let time = time
        let killer = Task { [self] in
            // Cancelled when the process ended in time.
            guard (try? await time.sleep(for: grace)) != nil else { return }
            history.record(.note(text: "the system under test did not end within \(grace.unitText) of SIGTERM"))
            _ = strike(.kill)
        }
        await owner.value
        killer.cancel()
    }

    /// The last lines the process wrote.
    func lastLines(_ count: Int = 12) -> [String] {
        // A log that cannot be read has no lines to show.
        let text = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).map(String.init)
    }

    private func strike(_ signal: Signal) -> Task<Void, Never>? {
        let (send, owner, pid) = state.withLock { state in
            state.expectsExit = true
            return (state.send, state.owner, state.pid)
        }
        if let pid, let peak = ResidentPeak.mebibytes(ofProcess: pid) {
            history.record(.process(name: name, change: ResidentPeak.change, pid: pid, detail: "\(peak) MiB at most"))
        }
        send?(signal)
        return owner
    }

    private func supervise(_ started: @Sendable (Int) -> Void) async throws {
        let log = try FileDescriptor.open(
            FilePath(logFile), .writeOnly, options: [.create, .append], permissions: [.ownerReadWrite])
        let executable: Executable =
            command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
        let additions = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        let result = try await Subprocess.run(
            executable, arguments: Arguments(Array(command.dropFirst())),
            environment: .inherit.updating(Dictionary(additions) { first, _ in first }), input: .none,
            output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput
        ) { execution in
            let pid = Int(execution.processIdentifier.value)
            state.withLock { state in
                state.pid = pid
                // A process that has ended already cannot be signalled, and needs not be.
                state.send = { try? execution.send(signal: $0) }
            }
            started(pid)
        }
        ended("\(result.terminationStatus)")
    }

    private func ended(_ detail: String) {
        let pid = state.withLock { state in
            defer { (state.pid, state.send, state.exitDetail) = (nil, nil, detail) }
            return state.pid
        }
        history.record(.process(name: name, change: "exited", pid: pid, detail: detail))
    }
}
