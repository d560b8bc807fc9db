import HTTPTypes
import Seams
package import Simulators

/// Runs one scenario in the wire world: real time, real sockets, the system under test as a process of its own.
///
/// The order of things: simulators and links up → system under test started, its listener proved to be its own →
/// callback registered or stream connected → workload and fault timeline → faults stop → the world becomes quiet, or the
/// deadline passes → dead letters read, process stopped → history closed.
package struct WireRun: Sendable {
    package let scenario: Scenario
    /// The scenario file's text, kept in the run's folder.
    package let scenarioText: String
    package let folder: RunFolder
    /// The path of this program, which is also the built-in core (`integrate`).
    package let program: String
    /// The fake Kingdee's business objects.
    package let forms: FormCatalog
    private let time: any Time = SystemTime()

    package init(
        scenario: Scenario, scenarioText: String, folder: RunFolder, program: String, forms: FormCatalog = .standard
    ) {
        self.scenario = scenario
        self.scenarioText = scenarioText
        self.folder = folder
        self.program = program
        self.forms = forms
    }

    /// Runs the scenario and returns its record. `watch` gets the progress several times a second.
    ///
    /// - Throws: `RunError`, `ListenError`, `HistoryFileError`: the run says nothing about the system under test. The
    ///   history then ends with the reason, unless it could not be written.
    package func run(watch: @escaping @Sendable (RunProgress) -> Void) async throws -> RunRecord {
        try folder.write(scenarioText, to: "scenario.yaml")
        let history = History(time: time)
        let writer = try HistoryWriter(path: folder.history)
        history.addSink { writer.append($0) }
        history.record(.runStarted(format: HistoryFile.format, scenario: scenario.name, seed: scenario.seed.value))
        history.record(.phase(name: "starting"))
        let authority = try makeAuthority()
        let network = try SystemNetwork(caFile: authority.map { _ in folder.authority })
        let tracker = RunTracker(
            history: history, form: scenario.expectations.form, sourceField: scenario.expectations.sourceField,
            awaitsVouchers: scenario.expectations.vouchers)
        let result: Result<RunRecord, any Error>
        do {
            let record = try await withThrowingTaskGroup(of: RunRecord?.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    await writer.run(time: time)
                    return nil
                }
                group.addTask {
                    await report(tracker, to: watch)
                    return nil
                }
                group.addTask { try await Stage(self, history, network, authority, tracker, time).perform() }
                while let next = try await group.next() { if let record = next { return record } }
                throw CancellationError()
            }
            result = .success(record)
        } catch {
            result = .failure(error)
            history.recordFailure(error)
        }
        history.recordEnd()
        await network.shutdown()
        try writer.flush()
        return try result.get()
    }

    /// Makes the authority of everything that is served with TLS, and the files that are needed of it; nil without any.
    private func makeAuthority() throws -> CertificateAuthority? {
        guard scenario.world.tls || scenario.system.tls else { return nil }
        let authority = try CertificateAuthority(now: time.now)
        try folder.write(authority.certificatePEM, to: "ca.pem")
        if scenario.system.tls {
            try folder.write(authority.server.certificateChainPEM, to: RunFolder.listenCertificate)
            try folder.write(authority.server.privateKeyPEM, to: RunFolder.listenKey)
        }
        return authority
    }

    private func report(_ tracker: RunTracker, to watch: @Sendable (RunProgress) -> Void) async {
        while !Task.isCancelled {
            tracker.catchUp(now: time.now)
            watch(tracker.progress)
            // Cancelled when the run ends.
            try? await time.sleep(for: .milliseconds(100))
        }
    }
}

extension History {
    /// Records why a run could not be done, once; that somebody cancelled it is no reason.
    fileprivate func recordFailure(_ error: any Error) {
        guard !(error is CancellationError), !Task.isCancelled else { return }
        let isTold = events().contains { if case .runFailed = $0.fact { true } else { false } }
        if !isTold { record(.runFailed(reason: "\(error)")) }
    }

    /// Records the end of the run, once.
    fileprivate func recordEnd() {
        guard !events().contains(where: \.isEnd) else { return }
        record(.runEnded(events: events().count + 1))
    }
}

/// One run under way.
private struct Stage: Sendable {
    let run: WireRun
    let history: History
    let network: SystemNetwork
    let authority: CertificateAuthority?
    let tracker: RunTracker
    let time: any Time
    var scenario: Scenario { run.scenario }

    init(
        _ run: WireRun, _ history: History, _ network: SystemNetwork, _ authority: CertificateAuthority?,
        _ tracker: RunTracker, _ time: any Time
    ) {
        self.run = run
        self.history = history
        self.network = network
        self.authority = authority
        self.tracker = tracker
        self.time = time
    }

    func perform() async throws -> RunRecord {
        let callbacks = try SystemNetwork(
            caFile: authority.map { _ in run.folder.authority }, connectTimeout: .seconds(2))
        var options = SimulatedWorld.Options(scenario)
        options.forms = run.forms
        options.authority = authority
        let world = try await SimulatedWorld(
            options, time: time,
            randomness: SeededRandomness(seed: scenario.seed.derived("world")), network: callbacks,
            history: history)
        let server = scenario.system.store == .postgreSQL ? try await LocalPostgreSQL.launch() : nil
        // Held until the links have theirs: a port given back at once is soon given out again.
        var held: [any ListeningServer] = []
        while held.count <= scenario.system.workers { held.append(try await holdPort()) }
        let hookPort = held[0].port
        let ports = WorkerPorts(held.dropFirst().map(\.port))
        let links = try await WireLinks.open(
            world, corePort: { ports.takeTurn() }, hookPort: hookPort, seed: scenario.seed.derived("links"))
        for port in held { await port.close() }
        // Stream connections go through the link as well, so that a cut reaches them.
        world.dingTalk.setBaseURL("\(world.scheme)://127.0.0.1:\(links.dingTalk.port)")
        let system = try SystemWorkers(
            run: run, world: world, links: links, ports: ports, database: server?.address(), network: network,
            history: history, time: time)
        let activities = activityRunner(world, system.setup, links)
        try await activities.prepare()
        let result: Result<RunRecord, any Error>
        do {
            result = .success(try await rehearse(world, links, system, activities))
        } catch {
            result = .failure(error)
            history.recordFailure(error)
        }
        await system.stop(grace: .seconds(10))
        await server?.end()
        searchLogs(world, system)
        history.recordEnd()
        await links.close()
        await world.close()
        await callbacks.shutdown()
        var record = try result.get()
        record.events = history.events()
        return record
    }

    private func activityRunner(
        _ world: SimulatedWorld, _ setup: SystemSetup, _ links: WireLinks
    ) -> ActivityRunner {
        let folder = run.folder
        return ActivityRunner(activities: scenario.activities.map(\.activity)) { activity in
            ActivityStage(
                scenario: scenario, world: world, coreAuthority: "127.0.0.1:\(setup.readyPort)",
                hookPort: links.hookPort, core: setup.core,
                network: network, operatorNetwork: network, putFile: { try folder.put($0, to: $1) }, history: history,
                time: time,
                seed: scenario.seed.derived(type(of: activity).key))
        }
    }

    /// Looks for the made-up secrets in what the system under test logged, ours or anybody else's.
    private func searchLogs(_ world: SimulatedWorld, _ system: SystemWorkers) {
        let secrets = SecretSearch.secrets(
            dingTalk: world.dingTalkWorld, kingdee: world.kingdeeWorld,
            monitorToken: system.setup.environment["REHEARSAL_MONITOR_TOKEN"],
            claims: ClaimMaker.claims(for: scenario, company: world.dingTalkWorld.company))
        for file in system.logFiles {
            let place = String(file.dropFirst(run.folder.path.utf8.count + 1))
            var search = SecretSearch(place: place, secrets: secrets)
            for fact in search.facts(inFile: file) { history.record(fact) }
        }
    }

    private func rehearse(
        _ world: SimulatedWorld, _ links: WireLinks, _ system: SystemWorkers, _ activities: ActivityRunner
    ) async throws -> RunRecord {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await world.run() }
            try await system.start(world)
            let claims = ClaimMaker.claims(for: scenario, company: world.dingTalkWorld.company)
            let settling = Settling(
                scenario: scenario, world: world, core: system.setup.core, history: history, tracker: tracker,
                time: time, activities: activities)
            try await load(world, links, system, claims, settling)
            try await settling.settle(claims)
            history.record(.phase(name: "judging"))
            return RunRecord(
                scenario: scenario, events: [], claims: Dictionary(claims.map { ($0.id, $0) }) { first, _ in first })
        }
    }

    private func load(
        _ world: SimulatedWorld, _ links: WireLinks, _ system: SystemWorkers, _ claims: [Claim],
        _ settling: Settling
    ) async throws {
        let driver = WorkloadDriver(
            scenario: scenario, claims: claims, dingTalk: world.dingTalk,
            processCode: world.dingTalkWorld.templates[scenario.workload.kind.template].code, tracker: tracker,
            time: time)
        let timeline = FaultTimeline(
            rules: scenario.faults, faults: world.faults, setLink: { try await links[$0]?.set($1) },
            strike: { rule, strike in
                let worker = (rule.fault as? any ProcessFault)?.worker ?? 1
                try await system.take(strike, worker: worker, on: time)
            }, name: { SystemWorkers.name($0, of: scenario.system.workers) }, time: time)
        history.record(.phase(name: "workload"))
        let origin = time.now
        world.faults.install(
            FaultPlan(seed: scenario.seed.derived("faults"), rules: scenario.faults), origin: origin)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await timeline.run(from: origin) }
            group.addTask { try await driver.run(from: origin) }
            for activity in settling.activities.activities {
                group.addTask { try await activity.run(settling.activities.stage(activity), from: origin) }
            }
            for intervention in scenario.interventions {
                guard let at = intervention.at else { continue }
                group.addTask {
                    try await time.sleep(until: origin + at)
                    await settling.intervene(intervention)
                }
            }
        }
        // Faults without an end stop with the workload; those with one have run their windows.
        world.faults.disarm()
        for link in [links.dingTalk, links.kingdee, links.core] { try await link.set(.whole) }
    }

    /// Holds a free port until it is closed. Should a stranger take it after that, the listener's proof finds out.
    private func holdPort() async throws -> any ListeningServer {
        try await network.listen(ListenEndpoint(), handler: Nobody())
    }
}

private struct Nobody: HTTPHandler {
    func respond(to call: HTTPCall) async -> HTTPOutcome {
        .cut(reset: true)
    }
}
