import Logging
import Seams
import Synchronization

/// Puts changed mapping files in force while the core runs: read, checked whole, swapped at once. A wrong file leaves the
/// old one at work and its mistakes in `/api/mappings`. Items that were mapped already keep their payload.
final class MappingReload: Sendable {
    /// What is known of one file.
    struct Status: Sendable {
        var file: MappingFile
        /// Nil until the first look.
        var mapping: Mapping?
        var loadedAt: Timestamp?
        /// Why the file on the disk is not in force; nil when it is.
        var problem: String?
        fileprivate var texts: [String: String] = [:]
    }

    private let files: any FileSource
    private let routes: RouteTable
    private let records: RecordMappings
    private let gather: @Sendable ([Mapping]) throws -> MappingSet
    private let database: any RelationalStore
    private let time: any Time
    private let logger: Logger
    private let every: Duration
    private let signal = WakeSignal()
    private let statuses: Mutex<[Status]>
    private let answersOnly: @Sendable (Mapping) -> String?
    private let inForce: @Sendable (Set<String>) async -> Void

    /// Watches `paths`.
    ///
    /// - Parameters:
    ///   - every: how often the files are looked at.
    ///   - gather: checks all mappings together.
    ///   - check: why a mapping cannot run here, such as for lack of worker processes.
    ///   - inForce: hears which texts (mappings and their scripts) are in force, at the start and after each change.
    init(
        paths: [String], files: any FileSource, routes: RouteTable, records: RecordMappings,
        database: any RelationalStore, time: any Time, logger: Logger, every: Duration = .seconds(5),
        gather: @escaping @Sendable ([Mapping]) throws -> MappingSet,
        check: @escaping @Sendable (Mapping) -> String? = { _ in nil },
        inForce: @escaping @Sendable (Set<String>) async -> Void = { _ in }
    ) {
        self.files = files
        self.routes = routes
        self.records = records
        self.gather = gather
        self.database = database
        self.time = time
        self.logger = logger
        self.every = every
        answersOnly = check
        self.inForce = inForce
        let now = time.now
        statuses = Mutex(
            paths.map { path in
                // The core has just read the same files: what cannot be read now is noted by the first look.
                var status = Status(file: MappingFile(path: path))
                if let (mapping, texts) = try? status.file.load(files) {
                    (status.mapping, status.texts, status.loadedAt) = (mapping, texts, now)
                }
                return status
            })
    }

    /// What is known of each file, in the order of the configuration.
    var all: [Status] { statuses.withLock(\.self) }

    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        await tellTexts()
        for await _ in signal.signals {
            await look()
            alarm.set(time.now + every)
        }
        alarm.set(nil)
    }

    func stop() {
        signal.stop()
    }

    /// Looks at all files now. Returns whether a new version is in force.
    @discardableResult
    func look() async -> Bool {
        var changed: [Status] = []
        let now = time.now
        var next = all
        for index in next.indices where isChanged(next[index]) {
            do {
                let (mapping, texts) = try next[index].file.load(files)
                if let problem = answersOnly(mapping) { throw MappingCannotRun(description: problem) }
                let isNew = mapping.version != next[index].mapping?.version
                (next[index].mapping, next[index].texts, next[index].problem) = (mapping, texts, nil)
                guard isNew else { continue }
                next[index].loadedAt = now
                changed.append(next[index])
            } catch {
                note(error, &next[index])
            }
        }
        if !changed.isEmpty {
            do {
                let set = try gather(next.compactMap(\.mapping))
                try routes.replace(set.routes)
                records.replace(set.records)
            } catch {
                let old = all
                for index in next.indices where changed.contains(where: { $0.file == next[index].file }) {
                    next[index] = old[index]
                    note(error, &next[index])
                }
                changed = []
            }
        }
        let known = next
        statuses.withLock { $0 = known }
        if !changed.isEmpty {
            await tellTexts()
            await record(changed, now)
        }
        return !changed.isEmpty
    }

    private func tellTexts() async {
        await inForce(Set(all.flatMap(\.texts.values)))
    }

    private func note(_ error: any Error, _ status: inout Status) {
        let problem = "\(error)"
        guard status.problem != problem else { return }
        status.problem = problem
        logger.error(
            "a changed mapping is wrong; the old one stays in force",
            metadata: ["file": "\(status.file.path)", "mistakes": "\(problem)"])
    }

    /// Whether a file differs from what was read last. A wrong one is read again each time: it may have named other files
    /// than the one in force, and be mended by those, or by another mapping.
    private func isChanged(_ status: Status) -> Bool {
        guard status.problem == nil, status.mapping != nil else { return true }
        // A file that is gone has no text.
        return status.texts.contains { path, text in (try? files.text(of: path)) != text }
    }

    private func record(_ changed: [Status], _ now: Timestamp) async {
        let entries = changed.compactMap { status in
            status.mapping.map { mapping in
                AuditEntry(
                    at: now, kind: .system, action: "load mapping", subject: status.file.path,
                    detail: "version \(mapping.version) for \(mapping.form)")
            }
        }
        for status in changed {
            logger.notice(
                "a mapping was loaded",
                metadata: ["file": "\(status.file.path)", "version": "\(status.mapping?.version ?? "")"])
        }
        do {
            try await database.commit { connection in
                for entry in entries { try connection.audit(entry) }
            }
        } catch {
            logger.error("a new mapping is not in the audit log", metadata: ["error": "\(error)"])
        }
    }
}

/// A mapping is right, but cannot run here.
struct MappingCannotRun: Error, CustomStringConvertible {
    var description: String
}
