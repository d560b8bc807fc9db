import Logging
import Seams

/// Looks at everything every few seconds, and puts down what is to be told. One process at a time does so.
///
/// What is in the store it sees of all workers; what a process keeps to itself (open breakers, calls, the stream, failing
/// loops) only of its own.
struct AlertWatch: Sendable {
    let store: AlertStore
    let items: ItemStore
    let settings: AlertSettings
    let office: AlertOffice
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

    private var plan: AlertPlan { AlertPlan(settings: settings) }

    /// Runs until the signal is stopped.
    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        var audit = AuditRound(every: settings[.auditBroken].every)
        var leaseEnd = time.now
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
                    try await look(audit, term, &leaseEnd)
                }
            } catch is LostLeadership {
                office.term = nil
                metrics.alertsFiring([])
                logger.warning("another process looks after alerts now")
            } catch {
                logger.error("the alert rules were not looked at", metadata: ["error": "\(error)"])
            }
            alarm.set(time.now + settings.every)
        }
        alarm.set(nil)
    }

    private func look(_ audit: AuditRound, _ term: LeadershipTerm, _ leaseEnd: inout Timestamp) async throws {
        let evidence = try await evidence(audit)
        let open = try await store.open()
        let now = time.now
        let changes = plan.changes(open, evidence.findings(settings, at: now), at: now)
        if !changes.isEmpty || now > leaseEnd - AlertWatch.leaseTime / 2 {
            leaseEnd = now + AlertWatch.leaseTime
            let messages = try await store.apply(changes, under: term, until: leaseEnd, at: now, settings)
            if messages > 0 { for post in posts { post.wake() } }
        }
        metrics.alertsFiring(try await firing(after: changes, open))
    }

    private func firing(after changes: [AlertChange], _ open: [Alert]) async throws -> [AlertRule] {
        (changes.isEmpty ? open : try await store.open()).filter { $0.state == .firing }.map(\.rule)
    }

    private func evidence(_ audit: AuditRound) async throws -> AlertEvidence {
        var evidence = try await store.evidence()
        evidence.oldest = try await items.oldestUnfinished()
        evidence.breakers = gate.obstacles.filter { !$0.operation.isAlert }
        evidence.calls = calls
        evidence.streamDown = dingTalk.stream.lostSince
        evidence.failing = metrics.health.failing(at: time.now)
        evidence.audit = audit.findings
        return evidence
    }

    private var calls: [AlertEvidence.Calls] {
        let minutes = metrics.series?.last(settings[.apiSuccess].minutes) ?? []
        return PlatformName.allCases.map { platform in
            let calls = minutes.flatMap(\.calls).filter { $0.key.platform == platform && !$0.key.isAlert }
            return AlertEvidence.Calls(
                platform: platform, succeeded: calls.reduce(0) { $0 + $1.value.succeeded },
                failed: calls.reduce(0) { $0 + $1.value.failed })
        }
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
