import HTTPTypes
import Seams
import Simulators
import VirtualTime

/// One virtual run under way. Confined to the simulation's thread; hence unchecked.
final class VirtualStage: @unchecked Sendable {
    let history: History
    let recorder: VirtualRecorder
    private(set) var claims: [String: Claim] = [:]
    private(set) var isOver = false
    /// Why the harness could not run the scenario.
    private(set) var failure: String?
    private let scenario: Scenario
    private let core: VirtualCore
    private let options: VirtualOptions
    private let simulation: Simulation
    private let network: SimulatedNetwork
    private let time: VirtualClock
    /// What lies beside the core's configuration.
    private let files = MemoryFiles([:])
    private let tracker: RunTracker
    private var process: VirtualProcess?
    private var search: SecretSearch?
    /// How many restarts after aimed kills are under way.
    private var restarts = 0
    /// How many lives of the process there had been when it was last seen ready.
    private var readyLives = 0

    init(
        scenario: Scenario, core: VirtualCore, options: VirtualOptions, simulation: Simulation,
        network: SimulatedNetwork
    ) {
        self.scenario = scenario
        self.core = core
        self.options = options
        self.simulation = simulation
        self.network = network
        time = VirtualClock(simulation, of: simulation.world)
        history = History(time: time)
        recorder = VirtualRecorder(isOn: options.keepsTrace, simulation: simulation)
        tracker = RunTracker(
            history: history, form: scenario.expectations.form, sourceField: scenario.expectations.sourceField,
            awaitsVouchers: scenario.expectations.vouchers)
    }

    var ioSteps: [Int] { process?.ioSteps ?? [] }

    var becameQuiet: Bool {
        !history.events().contains { event in
            if case .note(let text) = event.fact { text.hasPrefix(Settling.notQuiet) } else { false }
        }
    }

    func perform() async {
        recorder.watch(network, history)
        history.record(
            .runStarted(format: HistoryFile.format, scenario: scenario.name, seed: scenario.seed.value))
        history.record(.phase(name: "starting"))
        do {
            try await rehearse()
        } catch {
            failure = "\(error)"
            VirtualLog.sink = nil
        }
        history.record(.runEnded(events: history.events().count + 1))
        isOver = true
    }

    private func rehearse() async throws {
        var worldOptions = SimulatedWorld.Options(scenario)
        worldOptions.dingTalkPort = VirtualRun.dingTalkPort
        worldOptions.kingdeePort = VirtualRun.kingdeePort
        worldOptions.tls = false  // there are no bytes to encrypt in this world
        network.setLink(toPort: VirtualRun.dingTalkPort, SimulatedLink(client: "core", server: "dingtalk"))
        network.setLink(toPort: VirtualRun.kingdeePort, SimulatedLink(client: "core", server: "kingdee"))
        network.setLink(toPort: VirtualRun.corePort, SimulatedLink(client: "dingtalk", server: "core"))
        let world = try await SimulatedWorld(
            worldOptions, time: time, randomness: SeededRandomness(seed: scenario.seed.derived("world")),
            network: network.network(of: simulation.world), history: history)
        let builtIn = BuiltInCore(
            scenario: scenario, world: world, dingTalkPort: VirtualRun.dingTalkPort,
            kingdeePort: VirtualRun.kingdeePort, port: VirtualRun.corePort, hookPort: VirtualRun.hookPort,
            store: ["store.path": "store.sqlite"],
            caFile: "")
        for (name, text) in builtIn.files { files.put(text, at: name) }
        let process = try VirtualProcess(
            simulation, over: network, running: core, configured: builtIn, beside: files, kills: options.kills,
            history: history,
            seed: scenario.seed)
        self.process = process
        let coreOperator = CoreOperator(
            authority: { "127.0.0.1:\(VirtualRun.corePort)" }, token: builtIn.monitorToken, network: operatorNetwork)
        let activities = activityRunner(world, coreOperator)
        try await activities.prepare()
        searchLog(world, builtIn)
        process.onAimedKill = { [self] kill in
            restarts += 1
            Task {
                // It ends early only with the run itself.
                try? await self.restart(after: kill.restartAfter)
                self.restarts -= 1
            }
        }
        let delivery = simulation.spawn(on: simulation.world) { await world.run() }
        defer { delivery.cancel() }
        try await start()
        try await connect(world)
        let claims = ClaimMaker.claims(for: scenario, company: world.dingTalkWorld.company)
        self.claims = Dictionary(claims.map { ($0.id, $0) }) { first, _ in first }
        let settling = Settling(
            scenario: scenario, world: world,
            core: coreOperator, history: history, tracker: tracker, time: time, activities: activities)
        try await load(world, claims, settling)
        try await settling.settle(claims)
        try await waitForRestarts(settling, claims)
        history.record(.phase(name: "judging"))
        await process.stop(grace: .seconds(15))
        VirtualLog.sink = nil
        if let search, search.lines > 0 { history.record(search.summary) }
    }

    private func activityRunner(_ world: SimulatedWorld, _ coreOperator: CoreOperator) -> ActivityRunner {
        let surroundings = network.network(of: simulation.world)
        return ActivityRunner(activities: scenario.activities.map(\.activity)) { [self] activity in
            ActivityStage(
                scenario: scenario, world: world, coreAuthority: "127.0.0.1:\(VirtualRun.corePort)",
                hookPort: VirtualRun.hookPort, core: coreOperator,
                network: surroundings, operatorNetwork: coreOperator.network,
                putFile: { [files] in files.put($0, at: $1) },
                history: history, time: time, seed: scenario.seed.derived(type(of: activity).key))
        }
    }

    /// A core that was killed when all seemed done must come back, and do no harm then.
    private func waitForRestarts(_ settling: Settling, _ claims: [Claim]) async throws {
        while restarts > 0 {
            while restarts > 0 { try await time.sleep(for: .milliseconds(100)) }
            try await time.sleep(for: .seconds(2))
            try await settling.waitUntilQuiet(claims, mended: scenario.interventions.contains { $0.at == nil })
        }
    }

    /// Looks for the made-up secrets in each line that the core logs.
    private func searchLog(_ world: SimulatedWorld, _ builtIn: BuiltInCore) {
        search = SecretSearch(
            place: "core.log",
            secrets: SecretSearch.secrets(
                dingTalk: world.dingTalkWorld, kingdee: world.kingdeeWorld, monitorToken: builtIn.monitorToken,
                claims: ClaimMaker.claims(for: scenario, company: world.dingTalkWorld.company)))
        VirtualLog.sink = { [unowned self] line in
            recorder.logged(line)
            if let fact = search?.search(line) { history.record(fact) }
        }
    }

    private var operatorNetwork: any Network { network.network(of: simulation.world, ignoringLinks: true) }

    // MARK: The process

    private func start() async throws {
        process?.start()
        let setup = SystemSetup.readyCall(port: VirtualRun.corePort)
        let deadline = time.now + scenario.system.startWithin
        while time.now < deadline {
            // Not ready yet, or killed while it starts: asked again.
            let reply = try? await operatorNetwork.exchange(setup, timeout: .seconds(2))
            if reply?.response.status.kind == .successful {
                // Two rules may have waited for the same start.
                guard readyLives < ioSteps.count else { return }
                readyLives = ioSteps.count
                return history.record(.process(name: "core", change: "ready", pid: ioSteps.count, detail: ""))
            }
            try await time.sleep(for: .milliseconds(50))
        }
        // Its end is in the history; what it left undone is for the checkers to find.
        if ioSteps.count == 1 { throw VirtualStartError(within: scenario.system.startWithin) }
    }

    private func restart(after pause: Duration) async throws {
        try await time.sleep(for: pause)
        try await start()
    }

    private func connect(_ world: SimulatedWorld) async throws {
        let deadline = time.now + scenario.system.startWithin
        var last = ""
        while time.now < deadline {
            if scenario.world.delivery == .stream {
                if world.dingTalk.subscribers.streamConnections > 0 { return }
            } else {
                do {
                    return try await world.dingTalk.configureCallback(
                        url: "http://127.0.0.1:\(VirtualRun.corePort)/dingtalk/callback")
                } catch {
                    last = "\(error)"
                }
            }
            try await time.sleep(for: .milliseconds(200))
        }
        throw RunError.callbackRefused(url: "the core's port", reason: last)
    }

    // MARK: The workload and what strikes it

    private func load(_ world: SimulatedWorld, _ claims: [Claim], _ settling: Settling) async throws {
        let driver = WorkloadDriver(
            scenario: scenario, claims: claims, dingTalk: world.dingTalk,
            processCode: world.dingTalkWorld.templates[scenario.workload.kind.template].code, tracker: tracker,
            time: time)
        let timeline = FaultTimeline(
            rules: scenario.faults, faults: world.faults,
            setLink: { [self] name, condition in setLink(name, condition) },
            strike: { [self] rule, strike in try await take(strike, of: rule, world.faults) }, time: time)
        let following = simulation.spawn(on: simulation.world) { [self] in await follow() }
        defer { following.cancel() }
        history.record(.phase(name: "workload"))
        let origin = time.now
        world.faults.install(FaultPlan(seed: scenario.seed.derived("faults"), rules: scenario.faults), origin: origin)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await timeline.run(from: origin) }
            group.addTask { try await driver.run(from: origin) }
            for activity in settling.activities.activities {
                group.addTask { try await activity.run(settling.activities.stage(activity), from: origin) }
            }
            for intervention in scenario.interventions {
                guard let at = intervention.at else { continue }
                group.addTask { [time] in
                    try await time.sleep(until: origin + at)
                    await settling.intervene(intervention)
                }
            }
        }
        world.faults.disarm()
        process?.disarm()
        for link in ["dingtalk", "kingdee", "core"] { setLink(link, .whole) }
    }

    /// Closed workloads wait for documents, which somebody must look out for.
    private func follow() async {
        while (try? await time.sleep(for: .milliseconds(50))) != nil { tracker.catchUp(now: time.now) }
    }

    private func setLink(_ name: String, _ condition: LinkCondition) {
        let ports = [
            "dingtalk": VirtualRun.dingTalkPort, "kingdee": VirtualRun.kingdeePort, "core": VirtualRun.corePort,
        ]
        if let port = ports[name] { network.setCondition(condition, ofPort: port) }
    }

    private func take(_ strike: ProcessStrike, of rule: FaultRule, _ faults: FaultEngine) async throws {
        switch strike {
        case .kill(let restartAfter, let ioStep) where ioStep > 0:
            try await aim(.kept, ioStep, restartAfter: restartAfter, rule, faults)
        case .powerCut(let unsynced, let ioStep, let restartAfter) where ioStep > 0:
            try await aim(UnsyncedWrites(unsynced), ioStep, restartAfter: restartAfter, rule, faults)
        case .kill(let restartAfter, _):
            try await kill(.kept, restartAfter: restartAfter)
        case .powerCut(let unsynced, _, let restartAfter):
            try await kill(UnsyncedWrites(unsynced), restartAfter: restartAfter)
        case .pause(let duration):
            process?.pause()
            try await time.sleep(for: duration)
            process?.resume()
        case .clockJump(let duration):
            process?.jumpClock(by: duration)
            try await time.sleep(for: (rule.until ?? rule.from + .seconds(30)) - rule.from)
            process?.jumpClock(by: .zero - duration)
        case .fullDisk:
            process?.fillDisk(true)
            try await time.sleep(for: (rule.until ?? rule.from + .seconds(30)) - rule.from)
            process?.fillDisk(false)
            try await time.sleep(for: .seconds(1))
            // Rules that overlap bring it back once, when the last of them is over.
            if process?.hasGivenUp == true, process?.isDiskFull == false { try await start() }
        }
    }

    private func kill(_ unsynced: UnsyncedWrites, restartAfter: Duration?) async throws {
        // A process that is down already, by another rule, is left to that rule.
        guard let process, process.isRunning else { return }
        process.kill(unsynced, detail: unsynced == .kept ? "SIGKILL" : "un-synced writes \(unsynced.rawValue)")
        if let restartAfter { try await restart(after: restartAfter) }
    }

    /// Aims at a step for as long as the rule's window is open. It has fired when it strikes, not before.
    private func aim(
        _ unsynced: UnsyncedWrites, _ ioStep: Int, restartAfter: Duration?, _ rule: FaultRule, _ faults: FaultEngine
    ) async throws {
        guard let process else { return }
        let kill = AimedKill(ioStep: ioStep, unsynced: unsynced, restartAfter: restartAfter ?? .seconds(3600))
        let number = process.aim(kill) { faults.noteFired(rule: rule.id, target: "process core") }
        guard let until = rule.until else { return }  // the end of all faults disarms it
        try await time.sleep(for: until - rule.from)
        process.disarm(number)
    }
}

extension UnsyncedWrites {
    fileprivate init(_ fate: UnsyncedFate) {
        self =
            switch fate {
            case .lost: .lost
            case .prefix: .prefix
            case .torn: .torn
            }
    }
}

/// The core never became ready in the virtual world.
struct VirtualStartError: Error, CustomStringConvertible {
    let within: Duration

    var description: String { "the core was not ready within \(within.unitText)" }
}
