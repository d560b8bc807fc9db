import Seams
import Simulators
import Synchronization

/// The processes of the system under test: one, or several of the built-in core on one PostgreSQL store.
///
/// DingTalk's callbacks go to those that run in turn, connection by connection, as a load balancer with health checks would
/// have it.
final class SystemWorkers: Sendable {
    private struct Worker: Sendable {
        let process: SystemProcess
        let readiness: Readiness
    }

    /// Where they listen.
    let ports: WorkerPorts
    private let workers: [Worker]

    /// Writes their configurations; nothing runs before `start`.
    ///
    /// - Parameters:
    ///   - ports: one for each.
    ///   - database: the connection string of the database that they share; nil for a file.
    /// - Throws: `RunError`.
    init(
        run: WireRun, world: SimulatedWorld, links: WireLinks, ports: WorkerPorts, database: String?,
        network: any Network, history: History, time: any Time
    ) throws(RunError) {
        self.ports = ports
        let isAlone = ports.all.count == 1
        var workers: [Worker] = []
        for (index, port) in ports.all.enumerated() {
            let number = index + 1
            let store =
                database.map { ["store.postgresql": $0, "store.worker": "worker-\(number)"] }
                ?? ["store.path": run.folder.path + "/store.sqlite"]
            let setup = try SystemSetup(
                run: run, world: world, links: links, corePort: port, store: store,
                file: isAlone ? "core.yaml" : "core-\(number).yaml", living: { ports.firstLiving },
                network: network)
            let process = SystemProcess(
                name: SystemWorkers.name(number, of: ports.all.count), command: setup.command,
                environment: setup.environment, logFile: run.folder.coreLog(of: number), history: history, time: time)
            workers.append(
                Worker(
                    process: process,
                    readiness: Readiness(
                        scenario: run.scenario, setup: setup, network: network, history: history, time: time)))
        }
        self.workers = workers
        let processes = workers.map(\.process)
        ports.watch { processes[$0].pid != nil }
    }

    /// What the history calls the n-th of `count`.
    static func name(_ number: Int, of count: Int) -> String {
        count == 1 ? "core" : "core-\(number)"
    }

    /// How the first of them is reached; the others differ in their ports only.
    var setup: SystemSetup { workers[0].readiness.setup }

    var logFiles: [String] { workers.map(\.process.logFile) }

    /// Starts all, each after the one before is ready, and lets DingTalk know its receiver.
    ///
    /// - Throws: `RunError`.
    func start(_ world: SimulatedWorld) async throws {
        for worker in workers { try await worker.readiness.start(worker.process) }
        try await workers[0].readiness.connect(world)
    }

    /// Does to one of them what a fault wants, and brings it back.
    func take(_ strike: ProcessStrike, worker number: Int, on time: any Time) async throws {
        guard workers.indices.contains(number - 1) else { return }
        let worker = workers[number - 1]
        try await worker.process.take(strike, on: time) { try await worker.readiness.start(worker.process) }
    }

    func stop(grace: Duration) async {
        await withDiscardingTaskGroup { group in
            for worker in workers { group.addTask { await worker.process.stop(grace: grace) } }
        }
    }
}

/// The ports of the system under test, and which of them to use next.
final class WorkerPorts: Sendable {
    private struct State {
        var next = 0
        var isLiving: @Sendable (Int) -> Bool = { _ in true }
    }

    let all: [Int]
    private let state = Mutex(State())

    init(_ all: [Int]) {
        self.all = all
    }

    /// Asks `isLiving` whether the process with that index runs.
    func watch(_ isLiving: @escaping @Sendable (Int) -> Bool) {
        state.withLock { $0.isLiving = isLiving }
    }

    /// The port of the first process that runs; of the first one when none does.
    var firstLiving: Int { all[living.first ?? 0] }

    /// The ports of the processes that run, in turn.
    func takeTurn() -> Int {
        let turn = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        let living = living
        return all[living.isEmpty ? 0 : living[turn % living.count]]
    }

    private var living: [Int] {
        let isLiving = state.withLock { $0.isLiving }
        return all.indices.filter(isLiving)
    }
}
