import Logging
import Seams

/// Writes attendance results to Kingdee in batches, each result as one document with a number of its own, which a
/// correction changes.
///
/// Whatever may have been written is looked up by number before it is written again; Kingdee refuses a second document with
/// the same number.
struct AttendanceWriter: Sendable {
    let store: AttendanceStore
    let kingdee: KingdeeClient
    /// As configured; see `settings`.
    let standard: AttendanceSettings
    let records: RecordMappings
    let oracle: any MappingOracle
    let policy: DeliveryPolicy
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger

    /// With the form of the mapping that is in force.
    private var settings: AttendanceSettings {
        records[.attendance].map { AttendanceDocument(mapping: $0).settings(standard) } ?? standard
    }

    /// A batch of results, taken together.
    struct Batch: Sendable {
        var jobs: [AttendanceJob]
    }

    /// Takes a batch; none when nothing is due.
    func claim() async throws -> [Batch] {
        let jobs = try await store.claim(
            limit: settings.batch, at: time.now, lease: time.now + leaseTime)
        return jobs.isEmpty ? [] : [Batch(jobs: jobs)]
    }

    /// Longer than a look-up and a Save.
    private var leaseTime: Duration { policy.callLimit * 2 + .seconds(10) }

    /// Writes a batch, and stores what became of each result.
    func write(_ batch: Batch) async {
        do {
            var fates: [(job: AttendanceJob, fate: AttendanceFate)] = []
            let ready = await mapped(try await resolve(batch.jobs, &fates), &fates)
            if !ready.isEmpty { fates += try await save(ready) }
            for (_, fate) in fates { metrics.attendanceWrote(fate.label) }
            try await store.store(fates, at: time.now)
        } catch {
            logger.warning("a batch of attendance was not stored", metadata: ["error": "\(error)"])
        }
    }

    /// Looks up what may have been written; returns what is to be written now.
    private func resolve(
        _ jobs: [AttendanceJob], _ fates: inout [(job: AttendanceJob, fate: AttendanceFate)]
    ) async throws -> [AttendanceJob] {
        let unknown = jobs.filter { $0.isInDoubt && $0.document == nil }
        var found: [String: String] = [:]
        // What is carried out while the look-up is under way may not show in its answer.
        let asked = time.now
        if !unknown.isEmpty {
            switch await find(unknown.map(\.number)) {
            case .success(let documents): found = documents
            case .failure(let failure):
                let pause = pause(after: failure, step: (unknown.map(\.pauses).max() ?? 0) + 1)
                fates += unknown.map { ($0, .doubtful(pause, reason: "\(failure)")) }
            }
        }
        let isFound = fates.isEmpty
        var ready: [AttendanceJob] = []
        for var job in jobs where isFound || !job.isInDoubt || job.document != nil {
            let isAdopted = job.document == nil && found[job.number] != nil
            job.document = job.document ?? found[job.number]
            let isSame = job.doubtRevision == job.revision
            if isAdopted, isSame, let document = job.document {
                fates.append((job, .saved(document: document)))  // what was sent is what it should be
            } else if let sent = job.doubtAt, asked < policy.settled(sent), !isSame || !canRepeat(job) {
                let settled = policy.settled(sent)
                let reason = "an earlier attempt may still be carried out"
                fates.append(
                    (job, job.isInDoubt ? .doubtful(settled, reason: reason) : .later(settled, reason: reason)))
            } else {
                ready.append(job)
            }
        }
        return ready
    }

    /// Whether sending the same again does no harm while the first attempt may still be carried out: a change of a known
    /// document, or a new one whose number Kingdee takes only once.
    private func canRepeat(_ job: AttendanceJob) -> Bool {
        job.document != nil || policy.isNumberGuarded
    }

    private typealias Mapped = (job: AttendanceJob, model: JSONValue)

    /// Makes the documents' models; what cannot be mapped waits like what Kingdee refuses.
    private func mapped(
        _ jobs: [AttendanceJob], _ fates: inout [(job: AttendanceJob, fate: AttendanceFate)]
    ) async -> [Mapped] {
        var ready: [Mapped] = []
        for job in jobs {
            do {
                ready.append((job, try await model(of: job)))
            } catch let failure as OracleFailure {
                let pause = gate.pause(after: failure, step: job.pauses + 1, at: time.now)
                fates.append((job, .later(pause, reason: "\(failure)")))
            } catch is DocumentNotWanted {
                fates.append((job, .unwanted))
            } catch {
                let pause = time.now + AttendanceWriter.pause(afterRefusals: job.pauses)
                fates.append((job, .refused(pause, reason: "\(error)")))
            }
        }
        return ready
    }

    /// Saves a batch: intents first. A batch that is refused as a whole is halved, as often as it takes: one refused text
    /// is not to be in the way of the others.
    private func save(
        _ ready: [Mapped], isHalf: Bool = false
    ) async throws -> [(job: AttendanceJob, fate: AttendanceFate)] {
        let jobs = ready.map(\.job)
        let step = (jobs.map(\.pauses).max() ?? 0) + 1
        try await store.sending(jobs, isRepeated: isHalf, lease: time.now + leaseTime, at: time.now)
        if let held = gate.admit(.saveBatch) {
            return jobs.map { ($0, .later(held.until, reason: held.reason.rawValue)) }
        }
        let models = ready.map(\.model)
        func fate(_ failure: PlatformFailure, _ job: AttendanceJob) -> AttendanceFate {
            self.fate(after: failure, step: step, refusals: job.pauses)
        }
        let result = await gate.call(.saveBatch) { [kingdee, settings] in
            try await kingdee.saveBatch(form: settings.form, models: models, audits: false)
        }
        switch result {
        case .success(let verdicts):
            return zip(jobs, verdicts).map { job, verdict in
                switch verdict {
                case .success(let document): (job, .saved(document: document.id))
                case .failure(let failure): (job, fate(failure, job))
                }
            }
        case .failure(.rejected) where ready.count > 1:
            let middle = ready.count / 2
            return try await save(Array(ready[..<middle]), isHalf: true)
                + save(Array(ready[middle...]), isHalf: true)
        case .failure(let failure):
            return jobs.map { ($0, fate(failure, $0)) }
        }
    }

    private func fate(after failure: PlatformFailure, step: Int, refusals: Int) -> AttendanceFate {
        let pause = pause(after: failure, step: step)
        return switch failure {
        // Looked up at once, but not again and again: a document that the look-up does not show may have the number.
        case .duplicateNumber(let reason): .doubtful(step > 1 ? pause : time.now, reason: reason)
        case .outcomeUnknown(let reason): .doubtful(pause, reason: reason)
        case .notSent, .throttled, .transient, .sessionLost, .logInRefused: .later(pause, reason: "\(failure)")
        case .rejected(let reason), .notFound(let reason):
            .refused(time.now + AttendanceWriter.pause(afterRefusals: refusals), reason: reason)
        }
    }

    /// Who joined a moment ago may have results before Kingdee has the person; what stays wrong is tried once an hour.
    private static func pause(afterRefusals count: Int) -> Duration {
        min(.seconds(5 << (2 * min(count, 5))), .seconds(3600))
    }

    private func pause(after failure: PlatformFailure, step: Int) -> Timestamp {
        let pause = time.now + gate.retryPause(step: step)
        guard case .throttled(_, let retryAfter) = failure else { return pause }
        return max(pause, time.now + retryAfter)
    }

    /// The document's model: the stored content, or what the mapping makes of it, with the key of the document that it
    /// changes.
    private func model(of job: AttendanceJob) async throws -> JSONValue {
        let made: JSONValue
        if let record = AttendanceDocument.record(in: job.content) {
            guard let mapping = records[.attendance] else { throw AttendanceDocument.Unmapped() }
            made = try await AttendanceDocument(mapping: mapping).model(
                of: record, number: job.number, isNew: job.document == nil, oracle)
        } else {
            made = try JSONValue(parsing: job.content)
        }
        guard case .object(let members) = made, let document = job.document else { return made }
        return .object([JSONValue.Member(settings.keyField, .number(document))] + members)
    }

    /// The documents that have one of these numbers, by number.
    private func find(_ numbers: [String]) async -> Result<[String: String], PlatformFailure> {
        if let held = gate.admit(.find) {
            return .failure(.throttled(reason: held.reason.rawValue, retryAfter: held.until - time.now))
        }
        return await gate.call(.find) { [kingdee, settings] in
            let list = numbers.map(KingdeeClient.literal).joined(separator: ",")
            let rows = try await kingdee.allRows(
                form: settings.form, columns: [settings.keyField, settings.numberField],
                filter: "\(settings.numberField) in (\(list))", order: "\(settings.keyField) ASC")
            var found: [String: String] = [:]
            for row in rows {
                if let number = row[1].text, let id = row[0].text, found[number] == nil { found[number] = id }
            }
            return found
        }
    }
}

extension AttendanceFate {
    /// A short name from a bounded set, for metrics.
    fileprivate var label: String {
        switch self {
        case .saved: "saved"
        case .later: "later"
        case .doubtful: "doubtful"
        case .refused: "refused"
        case .unwanted: "unwanted"
        }
    }
}
