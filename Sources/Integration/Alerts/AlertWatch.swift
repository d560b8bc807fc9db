import Logging
import Seams

/// Looks at everything every few seconds, and puts down what is to be told. One process at a time does so.
///
/// What a process keeps to itself (open breakers, calls, the stream, failing loops) each puts down for the one that looks.
struct AlertWatch: Sendable {
    let store: AlertStore
    let items: ItemStore
    let settings: AlertSettings
    let office: AlertOffice
    /// Tells what cannot be put down.
    let sender: AlertSender
    /// The approval forms that events are to tell of.
    let flows: @Sendable () -> [String]
    let hasStream: Bool
    let dingTalk: DingTalkClient
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    let signal: WakeSignal
    /// Wakes the senders.
    let posts: [WakeSignal]

    static let role = "alerts"
    private static let leaseTime = Duration.seconds(30)
    /// How old what another worker put down may be: longer than it takes to be killed and started again.
    private static let standingKept = Duration.seconds(15)

    private var plan: AlertPlan { AlertPlan(settings: settings) }

    /// Runs until the signal is stopped.
    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        var audit = AuditRound(every: settings[.auditBroken].every)
        var leaseEnd = time.now
        var outage: StoreOutage?
        for await _ in signal.signals {
            do {
                if office.term == nil {
                    leaseEnd = time.now + AlertWatch.leaseTime
                    office.term = try await store.database.takeTerm(AlertWatch.role, until: leaseEnd, at: time.now)
                    // What an earlier leader left behind goes on from here.
                    if office.term != nil { for post in posts { post.wake() } }
                }
                if let term = office.term {
                    if settings[.auditBroken].isOn { try await audit.goOn(store.database, at: time.now) }
                    if let over = outage, over.isTold {
                        try await store.remember(over, under: term, at: time.now, AlertWords(settings.language))
                    }
                    try await look(audit, term, &leaseEnd, mustWrite: outage != nil)
                } else {
                    try await store.keep(standing, at: time.now)
                }
                outage = nil
            } catch is LostLeadership {
                office.term = nil
                metrics.alertsFiring([])
                logger.warning("another process looks after alerts now")
            } catch {
                logger.error("the alert rules were not looked at", metadata: ["error": "\(error)"])
                // Of several workers the one that looked last.
                if office.term != nil {
                    outage = await sender.tell(outage.noting("\(error)", at: time.now))
                }
            }
            alarm.set(time.now + settings.every)
        }
        alarm.set(nil)
    }

    private func look(
        _ audit: AuditRound, _ term: LeadershipTerm, _ leaseEnd: inout Timestamp, mustWrite: Bool
    ) async throws {
        let evidence = try await evidence(audit)
        let open = try await store.open()
        let now = time.now
        let changes = plan.changes(open, evidence.findings(settings, at: now), at: now)
        // A store that took nothing before has to show that it does: reading alone may work.
        if mustWrite || !changes.isEmpty || now > leaseEnd - AlertWatch.leaseTime / 2 {
            let end = now + AlertWatch.leaseTime
            let messages = try await store.apply(changes, under: term, until: end, at: now, settings)
            leaseEnd = end
            if messages > 0 { for post in posts { post.wake() } }
        }
        metrics.alertsFiring(try await firing(after: changes, open))
    }

    private func firing(after changes: [AlertChange], _ open: [Alert]) async throws -> [AlertRule] {
        (changes.isEmpty ? open : try await store.open()).filter { $0.state == .firing }.map(\.rule)
    }

    private func evidence(_ audit: AuditRound) async throws -> AlertEvidence {
        var evidence = try await store.evidence(flows: flows(), at: time.now)
        evidence.oldest = try await items.oldestUnfinished()
        let limit = time.now - max(AlertWatch.standingKept, settings.every * 3)
        evidence.workers = [standing] + (try await store.standings(after: limit))
        evidence.audit = audit.findings
        evidence.bytesFree = store.database.bytesFree
        return evidence
    }

    /// What this process knows of itself.
    private var standing: WorkerStanding {
        var standing = WorkerStanding()
        standing.breakers = gate.obstacles.filter { !$0.operation.isAlert }
        standing.logIns = gate.refusedLogIns
        let minutes = metrics.series?.last(settings[.apiSuccess].minutes) ?? []
        standing.calls = PlatformName.allCases.map { platform in
            let calls = minutes.flatMap(\.calls).filter { $0.key.platform == platform && !$0.key.isAlert }
            return WorkerStanding.Calls(
                platform: platform, succeeded: calls.reduce(0) { $0 + $1.value.succeeded },
                failed: calls.reduce(0) { $0 + $1.value.failed })
        }
        (standing.hasStream, standing.streamLost) = (hasStream, dingTalk.stream.lostSince)
        standing.streamUp = dingTalk.stream.connectedSince
        standing.failing = metrics.health.failing(at: time.now)
        return standing
    }
}

/// Verifies the whole audit log again and again, in pieces.
struct AuditRound: Sendable {
    /// So many entries at a time, which takes a few milliseconds.
    private static let piece = 5000

    let every: Duration
    private var next: AuditPlace?
    private var isRunning = false
    private var due: Timestamp?
    /// Of the round under way.
    private var found: [String] = []
    /// Of the last whole round.
    private var last: [String]?

    init(every: Duration) {
        self.every = every
    }

    /// What is wrong; nil as long as that is not known.
    var findings: [String]? { found.isEmpty ? last : found }

    /// Verifies the next piece, if it is time.
    mutating func goOn(_ database: any RelationalStore, at now: Timestamp) async throws {
        if !isRunning {
            if let due, due > now { return }
            (isRunning, next, found, due) = (true, nil, [], now + every)
        }
        let progress = try await AuditCheck(AuditStore(database)).verify(from: next, limit: AuditRound.piece)
        found += progress.findings.map { "\($0)" }
        next = progress.next
        guard next == nil else { return }
        (isRunning, last) = (false, found)
    }
}
