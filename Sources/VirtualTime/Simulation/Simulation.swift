package import Seams
import VirtualTimeShim

/// The virtual world's engine: one thread, one virtual clock, and a seeded choice of what runs next.
///
/// While `run` runs, every job of the Swift runtime in this process comes here (`SimulationExecutors`): tasks, actors,
/// groups and streams run unmodified, one job at a time, in an order that the seed repeats. When nothing can run, time
/// jumps to the next timer. A job that arrives from another thread, a read of the system's clock or entropy, or a
/// thread that is started ends the run as a leak of determinism.
///
/// Everything here is confined to the thread that calls `run`; hence unchecked. Only `leak` is reached from others.
package final class Simulation: @unchecked Sendable {
    package let seed: Seed
    /// The virtual time; stands still while jobs run.
    package private(set) var now: Timestamp
    /// The node whose code is running.
    package private(set) var current: SimulatedNode
    /// The node that stands for the world outside the processes under test: people, platforms, the harness.
    package let world: SimulatedNode
    /// Jobs and callbacks that ran.
    package private(set) var jobs = 0
    /// How often there was more than one thing to run.
    package private(set) var choices = 0
    /// Hash of everything that happened so far, in order.
    package var digest = TraceDigest()
    /// The first mistake of the harness itself, such as code of a dead node that ran; nil when there was none.
    package private(set) var harnessError: String?
    package let leaks = LeakRecord()

    /// More steps in a second of virtual time are no work but a circle, which would never end. A hundred thousand people that
    /// are listed at once take about a million.
    private let jobsPerSecondMax = 5_000_000
    /// The second of virtual time under way, and how many steps there were before it.
    private var second: (began: Timestamp, jobs: Int)

    /// Whether clocks and entropy may be touched: only `SelfTest` asks for what it must not in earnest.
    var isLenient = false

    private let policy: SchedulingPolicy
    private var schedule: SeededGenerator
    private var nodes: [SimulatedNode] = []
    private var nodeOfTask: [UInt64: Int] = [:]
    private var ready: [SimulationEntry] = []
    private var readyHead = 0
    private var timers = TimerHeap()
    private var timersMade: UInt64 = 0
    private var nextChange = 0
    private var lowestPriority: UInt64 = 1 << 32
    let thread: UInt

    /// A simulation that starts at `start`. All its random choices come from `seed`. From here to the end of `run` it
    /// gets every job of the process; only one simulation exists at a time.
    package init(seed: Seed, start: Timestamp, policy: SchedulingPolicy? = nil) {
        self.seed = seed
        self.policy = policy ?? SchedulingPolicy.drawn(by: seed)
        now = start
        second = (start, 0)
        schedule = seed.stream("schedule")
        thread = vt_thread()
        world = SimulatedNode(name: "world", number: 0)
        current = world
        nodes = [world]
        nextChange = Int(schedule.next() % 2000)
        SimulationExecutors.install()
        SimulationExecutors.running = self
    }

    // MARK: Nodes

    /// Adds a process.
    package func makeNode(_ name: String) -> SimulatedNode {
        let node = SimulatedNode(name: name, number: nodes.count)
        nodes.append(node)
        return node
    }

    /// Ends a process: none of its jobs, timers and callbacks runs again.
    package func kill(_ node: SimulatedNode) {
        node.state = .dead
        node.held = []
    }

    /// Stops a process; what becomes due meanwhile waits.
    package func pause(_ node: SimulatedNode) {
        if node.state == .running { node.state = .paused }
    }

    /// Lets a stopped process go on.
    package func resume(_ node: SimulatedNode) {
        guard node.state == .paused else { return }
        node.state = .running
        ready.append(contentsOf: node.held)
        node.held = []
    }

    /// Counts an I/O step of `node`, which is about to happen. False when it must not: the node is dead then.
    package func step(_ node: SimulatedNode) -> Bool {
        guard isRunning(as: node) else { return false }
        node.ioSteps += 1
        return node.beforeStep?(node.ioSteps) ?? true
    }

    /// Whether `node` is alive, and it is indeed its code that asks: a seam used by another process's code, or by a
    /// dead one's, is a mistake of the harness.
    @discardableResult
    package func isRunning(as node: SimulatedNode) -> Bool {
        if current !== node {
            fail("code that runs as '\(current.name)' used a seam of '\(node.name)'")
        } else if !node.isAlive {
            fail("code of '\(node.name)' ran after it was killed")
        }
        return node.isAlive
    }

    /// Notes a mistake of the harness; the run ends and is no verdict about anything.
    package func fail(_ reason: String) {
        harnessError = harnessError ?? reason
    }

    // MARK: What runs

    /// Starts a task that belongs to `node`, as do all tasks that it starts.
    @discardableResult
    package func spawn(on node: SimulatedNode, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        perform(as: node) { Task { await body() } }
    }

    /// Runs `body` at once, as code of `node`.
    package func perform<Result>(as node: SimulatedNode, _ body: () -> Result) -> Result {
        let before = current
        current = node
        defer { current = before }
        return body()
    }

    /// Runs `callback` as code of `node` after `delay`, if the node is alive then.
    package func schedule(after delay: Duration, on node: SimulatedNode, _ callback: @escaping () -> Void) {
        addTimer(after: delay, SimulationEntry(node: node.number, work: .callback(callback), priority: drawPriority()))
    }

    /// Never returns: where code of a process was killed.
    package func never() async {
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }

    func enqueue(_ job: UnsafeMutableRawPointer, isMain: Bool, after delay: Duration? = nil) {
        guard vt_thread() == thread else { return leaks.note("a job arrived from another thread") }
        let entry = SimulationEntry(node: owner(of: job), work: .job(job, isMain: isMain), priority: drawPriority())
        if let delay { addTimer(after: delay, entry) } else { ready.append(entry) }
    }

    /// A task keeps the node it was born on. What is no task (an actor's drain, a yield) has no number of its own: it
    /// belongs to whoever is running, which is why everything is resumed as code of its owner.
    private func owner(of job: UnsafeMutableRawPointer) -> Int {
        guard vt_job_is_task(job) else { return current.number }
        let task = vt_job_task(job)
        if let node = nodeOfTask[task] { return node }
        nodeOfTask[task] = current.number
        return current.number
    }

    private func addTimer(after delay: Duration, _ entry: SimulationEntry) {
        timersMade += 1
        let due = (now + max(.zero, delay)).nanoseconds
        timers.insert(SimulationTimer(due: due, number: timersMade, entry: entry))
    }

    // MARK: The loop

    /// Runs until `isOver`, or nothing can happen any more, or `limit` is reached, or the run is broken by a leak or a
    /// mistake of the harness. True when `isOver`.
    package func run(until limit: Timestamp, _ isOver: () -> Bool) -> Bool {
        defer { SimulationExecutors.running = nil }
        return isLenient ? loop(until: limit, isOver) : Seal.around { loop(until: limit, isOver) }
    }

    private func loop(until limit: Timestamp, _ isOver: () -> Bool) -> Bool {
        while !isOver() {
            guard harnessError == nil, !leaks.isAny else { return false }
            guard jobs - second.jobs <= jobsPerSecondMax else {
                fail("something turns in a circle: \(jobsPerSecondMax) steps within a second of virtual time")
                return false
            }
            if readyHead < ready.count {
                perform(takeReady())
            } else {
                guard advance(to: limit) else { return false }
            }
        }
        return true
    }

    /// Jumps to the next timer, and makes everything ready that is due then, so that ties are the scheduler's choice.
    private func advance(to limit: Timestamp) -> Bool {
        ready.removeAll(keepingCapacity: true)
        readyHead = 0
        guard let due = timers.nextDue, due <= limit.nanoseconds else { return false }
        now = max(now, Timestamp(nanoseconds: due))
        if now - second.began >= .seconds(1) { second = (now, jobs) }
        while timers.nextDue == due, let timer = timers.removeFirst() { ready.append(timer.entry) }
        digest.add(UInt64(bitPattern: due))
        return true
    }

    private func takeReady() -> SimulationEntry {
        let count = ready.count - readyHead
        guard count > 1 else {
            defer { readyHead += 1 }
            return ready[readyHead]
        }
        choices += 1
        let pick = readyHead + pick(of: count)
        digest.add(UInt64(pick))
        let entry = ready[pick]
        if policy == .random {
            ready[pick] = ready[readyHead]  // the order of the rest does not matter
        } else {
            for index in stride(from: pick, to: readyHead, by: -1) { ready[index] = ready[index - 1] }
        }
        readyHead += 1
        return entry
    }

    private func pick(of count: Int) -> Int {
        switch policy {
        case .random: return Int(schedule.next() % UInt64(count))
        case .fifo: return 0
        case .priorities:
            var best = highest(of: count)
            if jobs >= nextChange {
                nextChange = jobs + 1 + Int(schedule.next() % 5000)
                lowestPriority -= 1
                ready[readyHead + best].priority = lowestPriority
                best = highest(of: count)
            }
            return best
        }
    }

    private func highest(of count: Int) -> Int {
        var best = 0
        for index in 1..<count where ready[readyHead + index].priority > ready[readyHead + best].priority {
            best = index
        }
        return best
    }

    private func drawPriority() -> UInt64 {
        policy == .priorities ? schedule.next() | 1 << 40 : 0
    }

    private func perform(_ entry: SimulationEntry) {
        let node = nodes[entry.node]
        switch node.state {
        case .dead: return
        case .paused: return node.held.append(entry)
        case .running: break
        }
        jobs += 1
        current = node
        switch entry.work {
        case .job(let job, let isMain): SimulationExecutors.run(job, isMain: isMain)
        case .callback(let callback): callback()
        }
        current = world
    }
}
