import Logging
import Seams
import VirtualTime

@testable import Integration

/// One approval, two fake platforms, a disk, and a core that is killed and started again at chosen boundaries.
///
/// Time only moves when everything due has been worked on, or when a call waits for a lost reply; so a run is repeated
/// by its settings alone.
struct CrashWorld: Sendable {
    /// What a run ended with.
    struct Outcome: Sendable {
        var documents: [FakeKingdee.Document]
        var comments: [String]
        var items: [Item]
        /// How many boundaries each incarnation of the process met.
        var boundaries: [Int]
        /// How many calls to platforms there were before the approval was revoked at the latest.
        var calls: Int
        var saves: Int
        var hung: [FakeKingdee.Hung]
        /// The most bytes of a file that were moved at once.
        var largestPiece: Int
        /// How long it took, in the world's time.
        var length: Duration
    }

    struct NeverQuiet: Error {}

    var policy = DeliveryPolicy()
    var isNumberEnforced = true
    var isNumberHonoured = true
    /// Whether Kingdee's queries show no documents in status A.
    var hidesCreated = false
    var faults: [PlannedFault] = []
    /// The approval's files, and what its mapping says of them; nil says nothing.
    var files: [TestFile] = []
    var attachments: AttachmentRule?
    /// At which of its boundaries each incarnation is killed; the one after the last lives.
    var kills: [Int] = []
    /// Whether DingTalk's event reaches us at all, or only the listing finds the instance.
    var isEventDelivered = true
    /// How the approval is revoked, and before which call to a platform, or at the latest when all else is done.
    var revocation: (Revoker.Way, call: Int)?
    /// The disk to start over with; nil for a new one in memory.
    var disk: (any CrashDisk)?

    /// Runs until nothing is left to do.
    func run() async throws -> Outcome {
        let time = ManualTime()
        let start = time.now
        let disk: any CrashDisk = try disk ?? MemoryDatabase()
        try await disk.wipe()
        let dingTalk = FakeDingTalk(time: time, faults: faults.filter { $0.operation.platform == .dingTalk })
        let kingdee = FakeKingdee(
            time: time, isNumberEnforced: isNumberEnforced, isNumberHonoured: isNumberHonoured,
            hidesCreated: hidesCreated,
            faults: faults.filter { $0.operation.platform == .kingdee })
        dingTalk.put(.make(files: files))
        for file in files { dingTalk.put(file: file.id, file.bytes) }
        time.advance(by: .seconds(10))
        let revoker = revocation.map { Revoker($0.0, before: $0.call, dingTalk) }
        var boundaries: [Int] = []
        var isAcknowledged = !isEventDelivered
        for incarnation in 0...kills.count {
            let kill = KillSwitch(at: incarnation < kills.count ? kills[incarnation] : nil)
            let process = CrashProcess(
                database: MortalStore(disk: disk.store, kill: kill),
                platforms: MortalPlatforms(dingTalk: dingTalk, kingdee: kingdee, kill: kill, revoker: revoker),
                policy: policy, attachments: attachments, time: time, revoker: revoker)
            try await process.run(kill, &isAcknowledged, lastLate: { kingdee.lastLate })
            boundaries.append(kill.passed)
            guard kill.isDead else { break }
            time.advance(by: .seconds(1))
        }
        return Outcome(
            documents: kingdee.documents, comments: dingTalk.comments,
            items: try await ItemStore(disk.store).items(of: "INST-1"), boundaries: boundaries,
            calls: revoker?.calls ?? 0, saves: kingdee.calls(.save), hung: kingdee.hung,
            largestPiece: max(dingTalk.largestPart, kingdee.largestBlock), length: time.now - start)
    }
}

/// One life of the core's process.
private struct CrashProcess: Sendable {
    let store: ItemStore
    let deliverer: Deliverer
    let sender: NoticeSender
    let intake: Intake
    let catchUp: CatchUp
    let time: ManualTime
    let revoker: Revoker?

    init(
        database: any RelationalStore, platforms: MortalPlatforms, policy: DeliveryPolicy, attachments: AttachmentRule?,
        time: ManualTime, revoker: Revoker?
    ) {
        self.revoker = revoker
        let (metrics, signal, logger) = (Metrics(), WakeSignal(), Logger.silent)
        let store = ItemStore(database)
        let gate = CallGate(
            limit: policy.callLimit, backoff: policy.backoff, time: time,
            randomness: SeededRandomness(seed: Seed(1)), metrics: metrics
        ) { platform in
            for reason in WaitReason.ending(with: platform) {
                _ = try? await store.wake(reason, at: time.now)  // killed meanwhile
            }
        }
        let rereads = RereadSchedule(every: .seconds(60))
        var route = Route.make()
        route.attachments = attachments
        route.onNotFound = policy.onNotFound
        guard let routes = try? RouteTable([route]) else { preconditionFailure("one route is no duplicate") }
        self.store = store
        self.time = time
        deliverer = Deliverer(
            store: store, routes: routes, dingTalk: platforms, kingdee: platforms, policy: policy, rereads: rereads,
            writesBack: true, files: AttachmentPorts(source: platforms, target: platforms), gate: gate, time: time,
            metrics: metrics, logger: logger)
        sender = NoticeSender(
            store: store, dingTalk: platforms, policy: policy, gate: gate, time: time, logger: logger)
        intake = Intake(
            store: store, routes: routes, rereads: rereads, time: time, metrics: metrics, logger: logger,
            signal: signal)
        catchUp = CatchUp(
            store: store, routes: routes, dingTalk: platforms, settings: CatchUpSettings(), gate: gate, time: time,
            metrics: metrics, logger: logger, signal: signal)
    }

    /// Lives until it is killed, or until nothing is left to do.
    func run(_ kill: KillSwitch, _ isAcknowledged: inout Bool, lastLate: () -> Timestamp?) async throws {
        do {
            try await store.migrate()
            _ = try await store.recover(at: time.now)
        } catch { return }
        if !isAcknowledged {
            // An answer that the process did not live to send is no acknowledgement: DingTalk pushes again.
            isAcknowledged = await intake.accept(.make(), from: .callback) && !kill.isDead
        }
        revoker?.begin(intake, kill)
        await revoker?.repeatEvent()
        _ = await catchUp.pass(rereading: true)
        for _ in 0..<10_000 where !kill.isDead {
            do {
                let (items, notices) = (try await deliverer.claim(limit: 4), try await sender.claim(limit: 4))
                for item in items { await deliverer.deliver(item) }
                for notice in notices { await sender.send(notice) }
                // What was worked on may have made more due at this very moment.
                guard items.isEmpty, notices.isEmpty else { continue }
                let times = [
                    try await store.nextDue(after: time.now), try await store.nextNoticeDue(after: time.now),
                    lastLate(),
                ]
                guard let next = times.compactMap(\.self).min() else {
                    if await revoker?.revoke() == true { continue }
                    return
                }
                time.advance(by: max(.nanoseconds(1), next - time.now))
            } catch  where kill.isDead { return }
        }
        guard kill.isDead else { throw CrashWorld.NeverQuiet() }
    }
}

/// A database that outlives the processes on it.
protocol CrashDisk: Sendable {
    /// As the next process finds it.
    var store: any RelationalStore { get }

    /// Empties all tables but leaves the schema. Starting over is much cheaper than making another database.
    func wipe() async throws
}

extension MemoryDatabase: CrashDisk {
    var store: any RelationalStore { EmbeddedStore(self) }
}

extension PostgreSQLStore: CrashDisk {
    var store: any RelationalStore { self }

    func wipe() async throws {
        try await commit { connection in
            let tables = try connection.rows(
                """
                SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_versions'
                ORDER BY tablename
                """
            ).map { try $0.get(0, as: String.self) }
            guard !tables.isEmpty else { return }
            // Of a dozen small tables this is much faster than TRUNCATE, which makes new files.
            try connection.executeScript("SET LOCAL session_replication_role = replica")
            for table in tables { try connection.execute("DELETE FROM \(table)") }
        }
    }
}
