import Logging
import Seams

/// Keeps the audit log: moves out what is old, logs an anchor of each chain every day, and answers for it in the operator
/// API.
struct AuditFlow: Flow {
    /// How often the log is looked after.
    private static let every = Duration.seconds(3600)
    private static let anchorEvery = Duration.seconds(86_400)

    private let store: AuditStore
    private let settings: AuditSettings
    private let archive: AuditArchive?
    private let signal = WakeSignal()
    private let time: any Time
    private let logger: Logger
    private let health: LoopHealth

    init(_ parts: FlowParts) {
        store = AuditStore(parts.database)
        settings = parts.configuration.audit
        archive = parts.archive
        time = parts.time
        logger = parts.logger
        health = parts.metrics.health
    }

    var resources: [any APIResource] { [AuditResource(store: store)] }

    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        for await _ in signal.signals {
            await lookAfter()
            alarm.set(time.now + AuditFlow.every)
        }
        alarm.set(nil)
    }

    func stop() {
        signal.stop()
    }

    /// Does what is due.
    func lookAfter() async {
        do {
            try await rotate()
            if try await store.takesAnchor(at: time.now, every: AuditFlow.anchorEvery) { try await logAnchors() }
            health.worked("audit")
        } catch {
            health.failed("audit", "the audit log was not looked after: \(error)", at: time.now)
            logger.error("the audit log was not looked after", metadata: ["error": "\(error)"])
        }
    }

    private func logAnchors() async throws {
        for head in try await store.heads() {
            logger.notice(
                "audit anchor: keep it where nobody who can change the log can change it",
                metadata: ["chain": "\(head.chain)", "number": "\(head.number)", "hash": "\(head.hash)"])
        }
    }

    private func rotate() async throws {
        let limit = time.now - settings.keep
        // With a folder but nobody to write into it, everything is kept.
        if settings.archive != .nowhere, archive == nil { return }
        let destination = settings.archive == .nowhere ? nil : archive
        for chain in try await store.chains() {
            var moved = 0
            while case let count = try await store.rotate(chain, olderThan: limit, into: destination, at: time.now),
                count > 0
            {
                moved += count
            }
            guard moved > 0 else { continue }
            logger.notice("audit log rotated", metadata: ["chain": "\(chain)", "entries": "\(moved)"])
        }
    }
}
