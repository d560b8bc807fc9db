import Seams
import Simulators
import VirtualTime

/// The system under test as a process of the virtual world: started, struck, started again. Its disk outlives it.
///
/// Confined to the simulation's thread; hence unchecked.
final class VirtualProcess: @unchecked Sendable {
    private let simulation: Simulation
    private let network: SimulatedNetwork
    private let core: VirtualCore
    private let builtIn: BuiltInCore
    /// The files beside the configuration; they outlive it too.
    private let files: MemoryFiles
    private let history: History
    private let seed: Seed
    private let disk: SimulatedDisk
    private var node: SimulatedNode?
    private var task: Task<Void, Never>?
    private var fates: SeededGenerator
    private var clockOffset = Duration.zero
    /// How many rules have filled the disk.
    private var fillings = 0
    /// Kills that wait for their life of the process, the next one first.
    private var aimed: [AimedKill]
    /// Kills that rules aim at a step of the running process, counted from now.
    private var armed: [Armed] = []
    private var armedCount = 0
    /// A kill that waits for its step.
    private struct Armed {
        let number: Int
        let step: Int
        let kill: AimedKill
        /// What a fault rule notes when it strikes; nil for a kill that no rule aimed.
        let onStrike: (() -> Void)?
    }

    /// Called when an aimed kill struck; brings the process back.
    var onAimedKill: (@Sendable (AimedKill) -> Void)?
    private(set) var ioSteps: [Int] = []
    private(set) var isRunning = false
    /// Whether it ended by itself while the disk was full, such as at its start: whatever supervises it starts it again.
    private(set) var hasGivenUp = false
    /// Whether it was asked to end: what it does from then on is no step to aim at.
    private var isStopping = false
    /// Kept until the run is over: Dispatch starts a thread to get rid of a database's queue.
    private var databases: [SimulatedDatabase] = []

    init(
        _ simulation: Simulation, over network: SimulatedNetwork, running core: VirtualCore,
        configured builtIn: BuiltInCore, beside files: MemoryFiles,
        kills: [AimedKill], history: History, seed: Seed
    ) throws {
        self.simulation = simulation
        self.network = network
        self.core = core
        self.builtIn = builtIn
        self.files = files
        self.history = history
        self.seed = seed
        aimed = kills
        disk = try SimulatedDisk(seed: seed.derived("disk"))
        fates = seed.stream("unsynced")
    }

    /// Starts it: a new node, on the same disk.
    func start() {
        let life = ioSteps.count
        let node = simulation.makeNode("core, life \(life + 1)")
        ioSteps.append(0)
        node.clockOffset = clockOffset
        self.node = node
        if !aimed.isEmpty {
            aim(aimed.removeFirst(), onStrike: nil)
        }
        node.beforeStep = { [unowned self, unowned node] step in mayStep(step, of: node, life: life) }
        disk.beforeStep = { [unowned self, unowned node] _ in simulation.step(node) }
        history.record(.process(name: "core", change: "started", pid: life + 1, detail: core.name))
        isRunning = true
        hasGivenUp = false
        let environment = environment(of: node, life: life)
        task = simulation.spawn(on: node) { [self] in
            let reason: String
            do {
                try await core.run(environment)
                reason = "ended"
            } catch {
                reason = "\(error)"
            }
            exited(node, reason)
        }
    }

    /// Kills it at once. `unsynced` says what remains of its un-synced writes: `kept` is a kill -9, all else a power cut.
    func kill(_ unsynced: UnsyncedWrites, detail: String) {
        guard let node, node.isAlive else { return }
        let isPowerCut = unsynced != .kept
        simulation.kill(node)
        network.nodeEnded(node, silently: isPowerCut)
        disk.beforeStep = nil
        isRunning = false
        armed = []
        history.record(
            .process(
                name: "core", change: isPowerCut ? "power-lost" : "killed", pid: ioSteps.count, detail: detail))
        // Outside of whatever call of SQLite the kill struck.
        simulation.schedule(after: .zero, on: simulation.world) { [self] in
            disk.processEnded(unsynced, using: &fates)
        }
    }

    /// Aims a kill at the `kill.ioStep`-th I/O step from now. Returns its number, for `disarm`.
    @discardableResult
    func aim(_ kill: AimedKill, onStrike: (() -> Void)?) -> Int {
        armedCount += 1
        let step = (node?.ioSteps ?? 0) + kill.ioStep
        armed.append(Armed(number: armedCount, step: step, kill: kill, onStrike: onStrike))
        return armedCount
    }

    /// Lets go of a rule's kill that has not struck, or of all rules' kills: no fault strikes after the faults are over.
    func disarm(_ number: Int? = nil) {
        armed.removeAll { $0.onStrike != nil && (number == nil || $0.number == number) }
    }

    func pause() {
        guard let node else { return }
        simulation.pause(node)
        history.record(.process(name: "core", change: "paused", pid: ioSteps.count, detail: "SIGSTOP"))
    }

    func resume() {
        guard let node else { return }
        simulation.resume(node)
        history.record(.process(name: "core", change: "resumed", pid: ioSteps.count, detail: "SIGCONT"))
    }

    /// Sets its clock forward, or back; it stays so over restarts.
    func jumpClock(by duration: Duration) {
        clockOffset += duration
        node?.clockOffset = clockOffset
        history.record(
            .process(name: "core", change: "clock-jumped", pid: ioSteps.count, detail: "\(duration.milliseconds) ms"))
    }

    /// Whether a rule holds its disk full.
    var isDiskFull: Bool { disk.isFull }

    /// Takes all room of its disk, or gives it back; it stays so over restarts. Rules that overlap count.
    func fillDisk(_ isFull: Bool) {
        fillings += isFull ? 1 : -1
        disk.isFull = fillings > 0
        history.record(
            .process(name: "core", change: isFull ? "disk-full" : "disk-free", pid: ioSteps.count, detail: ""))
    }

    /// SIGTERM: cancels it and waits until it has ended, at most `grace`.
    func stop(grace: Duration) async {
        guard let node, node.isAlive, isRunning, let task else { return }
        isStopping = true
        simulation.resume(node)
        simulation.perform(as: node) { task.cancel() }
        let time = VirtualClock(simulation, of: simulation.world)
        let deadline = time.now + grace
        while isRunning, time.now < deadline { try? await time.sleep(for: .milliseconds(100)) }
    }

    private func mayStep(_ step: Int, of node: SimulatedNode, life: Int) -> Bool {
        guard !isStopping else { return true }
        ioSteps[life] = step
        guard let index = armed.firstIndex(where: { $0.step == step }) else { return true }
        let struck = armed.remove(at: index)
        let fate = struck.kill.unsynced
        kill(fate, detail: "at I/O step \(step), un-synced writes \(fate.rawValue)")
        simulation.perform(as: simulation.world) {
            struck.onStrike?()
            onAimedKill?(struck.kill)
        }
        return false
    }

    private func exited(_ node: SimulatedNode, _ reason: String) {
        guard node.isAlive else { return }
        isRunning = false
        hasGivenUp = disk.isFull
        if hasGivenUp {
            // What it had open ends with it.
            simulation.schedule(after: .zero, on: simulation.world) { [self] in
                simulation.kill(node)
                network.nodeEnded(node, silently: false)
                disk.processEnded(.kept, using: &fates)
            }
        }
        history.record(.process(name: "core", change: "exited", pid: ioSteps.count, detail: reason))
    }

    private func environment(of node: SimulatedNode, life: Int) -> CoreEnvironment {
        CoreEnvironment(
            configuration: builtIn.configuration, secrets: builtIn.secrets, files: files,
            time: VirtualClock(simulation, of: node),
            randomness: SeededRandomness(seed: seed.derived("core", String(life))),
            network: network.network(of: node),
            openDatabase: { [self] in
                let database = try SimulatedDatabase(simulation, of: node, on: disk)
                databases.append(database)
                return database
            })
    }
}
