package import Logging
package import Seams
import Synchronization

/// Runs scripts in Python and Groovy, in processes that can neither hurt the core nor see its secrets: bounded in number,
/// ended when a call takes too long or an answer is none, started again with a growing pause.
package final class ScriptWorkers: Sendable {
    /// What one worker may take.
    package struct Limits: Sendable {
        /// How long one call may take.
        package var call = Duration.seconds(5)
        /// How long a worker may take to start.
        package var start = Duration.seconds(20)
        /// Workers of one script at a time.
        package var workers = 2
        /// The longest answer, in bytes.
        package var answer = 1 << 20
        /// Calls after which a worker is replaced, so that what it leaks stays small.
        package var calls = 10_000

        package init() {}
    }

    private struct Worker: Sendable {
        var process: any HostedProcess
        var calls = 0
    }

    /// The workers of one script.
    private struct Crew {
        var idle: [Worker] = []
        var busy = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var failures = 0
        /// Nobody starts one before this time.
        var notBefore: Timestamp?
        /// Why the last one ended.
        var reason = ""
    }

    private static let backoff = Backoff(base: .milliseconds(500), cap: .seconds(60))

    private let processes: any ProcessHost
    private let limits: Limits
    private let time: any Time
    private let logger: Logger
    private let crews = Mutex<[[String]: Crew]>([:])
    /// The scripts of the mappings in force; nil as long as nobody said which.
    private let inForce = Mutex<Set<String>?>(nil)

    package init(processes: any ProcessHost, limits: Limits = Limits(), time: any Time, logger: Logger) {
        self.processes = processes
        self.limits = limits
        self.time = time
        self.logger = logger
    }

    /// Why a mapping's scripts cannot run; nil when they can.
    static func problem(of mapping: Mapping, with workers: ScriptWorkers?) -> String? {
        guard workers == nil, let language = mapping.workerLanguages.first else { return nil }
        return "the mapping for \(mapping.form) has scripts in \(language), which run in worker processes;"
            + " there are none here (the virtual world has none): write them in lua"
    }

    /// Calls a script.
    ///
    /// - Throws: `OracleFailure.worker` when the worker died at it, `.paused` when none could be had; what the script itself
    ///   raises is an answer.
    func run(_ call: ScriptCall) async throws(OracleFailure) -> ScriptAnswer {
        let key = [call.language, call.text]
        await enter(key)
        defer { leave(key) }
        var worker = try await worker(key, call)
        worker.calls += 1
        do {
            let answer = try await ask(worker, call)
            crews.withLock { crews in
                crews[key]?.failures = 0
                crews[key]?.notBefore = nil
            }
            let rested = worker
            let stays = worker.calls < limits.calls && isInForce(key)
            if stays { crews.withLock { $0[key]?.idle.append(rested) } } else { await worker.process.kill() }
            return answer
        } catch {
            await worker.process.kill()
            let reason = "\(call.file): \(error)"
            _ = failed(key, reason)
            throw .worker(reason)
        }
    }

    /// Ends the workers of all scripts but these, which are those in force: now, or after the call they are at. What else is
    /// called from here on, such as a script in a preview, has workers for that call only.
    func keepOnly(_ texts: Set<String>) async {
        inForce.withLock { $0 = texts }
        let idle = crews.withLock { crews in
            var idle: [Worker] = []
            for key in crews.keys where !texts.contains(key[1]) {
                idle += crews[key]?.idle ?? []
                crews[key]?.idle = []
                if crews[key]?.busy == 0 { crews[key] = nil }
            }
            return idle
        }
        for worker in idle { await worker.process.kill() }
    }

    private func isInForce(_ key: [String]) -> Bool { inForce.withLock { $0?.contains(key[1]) ?? true } }

    /// Ends all workers.
    package func stop() async {
        let idle = crews.withLock { crews in
            defer { for key in crews.keys { crews[key]?.idle = [] } }
            return crews.values.flatMap(\.idle)
        }
        for worker in idle { await worker.process.kill() }
    }

    /// Waits for one of the places.
    private func enter(_ key: [String]) async {
        await withCheckedContinuation { continuation in
            let isFree = crews.withLock { crews in
                var crew = crews[key, default: Crew()]
                defer { crews[key] = crew }
                guard crew.busy >= limits.workers else {
                    crew.busy += 1
                    return true
                }
                crew.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the place on. A script that is not in force is forgotten with its last call.
    private func leave(_ key: [String]) {
        let stays = isInForce(key)
        let next = crews.withLock { crews -> CheckedContinuation<Void, Never>? in
            guard var crew = crews[key] else { return nil }
            guard crew.waiting.isEmpty else {
                let next = crew.waiting.removeFirst()
                crews[key] = crew
                return next
            }
            crew.busy -= 1
            crews[key] = stays || crew.busy > 0 || !crew.idle.isEmpty ? crew : nil
            return nil
        }
        next?.resume()
    }

    /// How many scripts have workers, or had some lately.
    var scripts: Int { crews.withLock { $0.count } }

    private func worker(_ key: [String], _ call: ScriptCall) async throws(OracleFailure) -> Worker {
        let (idle, pause) = crews.withLock { crews -> (Worker?, OracleFailure?) in
            if let worker = crews[key]?.idle.popLast() { return (worker, nil) }
            guard let crew = crews[key], let until = crew.notBefore, until > time.now else { return (nil, nil) }
            return (nil, .paused(until: until, crew.reason))
        }
        if let idle { return idle }
        if let pause { throw pause }
        let program = WorkerProgram.program(call)
        do {
            let process = try await processes.start(program)
            do {
                let hello = try await timed(limits.start) { [limits] () async throws(ProcessFailure) in
                    try await process.exchange(WorkerProgram.greeting(call), bytesMax: limits.answer)
                }
                try WorkerProgram.check(hello: hello)
            } catch {
                await process.kill()
                throw error
            }
            return Worker(process: process)
        } catch {
            let reason = "\(call.file): \(error)"
            throw .paused(until: failed(key, reason), reason)
        }
    }

    private func ask(_ worker: Worker, _ call: ScriptCall) async throws(ProcessFailure) -> ScriptAnswer {
        let id = worker.calls
        let line = try await timed(limits.call) { [limits] () async throws(ProcessFailure) in
            try await worker.process.exchange(WorkerProgram.request(call, id: id), bytesMax: limits.answer)
        }
        return try WorkerProgram.answer(line, id: id)
    }

    private func timed(
        _ limit: Duration, _ body: @escaping @Sendable () async throws(ProcessFailure) -> String
    ) async throws(ProcessFailure) -> String {
        let outcome = Race()
        let task = Task {
            do throws(ProcessFailure) {
                outcome.end(.success(try await body()))
            } catch {
                outcome.end(.failure(error))
            }
        }
        let clock = Task { [time] in
            guard (try? await time.sleep(for: limit)) != nil else { return }  // cancelled: it answered in time
            outcome.end(.failure(ProcessFailure("no answer within \(limit.unitText)")))
        }
        defer {
            clock.cancel()
            task.cancel()
        }
        return try await outcome.result().get()
    }

    /// Notes a failure; returns when the next worker is started.
    private func failed(_ key: [String], _ reason: String) -> Timestamp {
        let now = time.now
        let until = crews.withLock { crews in
            var crew = crews[key, default: Crew()]
            crew.failures += 1
            crew.reason = reason
            let until = now + ScriptWorkers.backoff.limit(step: crew.failures)
            crew.notBefore = until
            crews[key] = crew
            return until
        }
        logger.warning("a script's worker was ended", metadata: ["reason": "\(reason)"])
        return until
    }
}

/// The first of two results.
private final class Race: Sendable {
    private struct State {
        var result: Result<String, ProcessFailure>?
        var waiting: CheckedContinuation<Result<String, ProcessFailure>, Never>?
    }

    private let state = Mutex(State())

    func end(_ result: Result<String, ProcessFailure>) {
        let waiting = state.withLock { state -> CheckedContinuation<Result<String, ProcessFailure>, Never>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: result)
    }

    func result() async -> Result<String, ProcessFailure> {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.result == nil { state.waiting = continuation }
                return state.result
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
