import Seams

extension DirectoryWorker {
    /// Carries out one action for several jobs by one call: asks whether it may go, stores the intents, sends, and
    /// takes each verdict.
    func write(
        _ kind: DirectoryKind, _ group: DirectoryGroup, _ jobs: inout [DirectoryJob]
    ) async throws {
        guard !group.jobs.isEmpty else { return }
        let operation = group.action.operation
        if let held = calls.admit(operation) {
            for index in group.jobs { jobs[index].wait(until: held.until, held.reason, because: nil) }
            return
        }
        let unsureBefore = group.jobs.map { jobs[$0].row.unsure }
        let sent = group.jobs.map { content(jobs[$0]) }
        let unsure = policy.settled(time.now)
        for (index, content) in zip(group.jobs, sent) {
            jobs[index].row.state = .open
            jobs[index].attempt(content, until: unsure)
        }
        let ours = try await store.intend(group.jobs.map { jobs[$0].row }, lease: time.now + leaseTime, at: time.now)
        var places: [Int] = []
        for (place, index) in group.jobs.enumerated() {
            if ours.contains(jobs[index].row.id) {
                places.append(place)
            } else {
                // Somebody else has it now; nothing that we store of it counts.
                jobs[index].wait(until: time.now, .retry, because: nil)
            }
        }
        guard !places.isEmpty else { return }
        let request = request(kind, group, places.map { jobs[group.jobs[$0]] })
        let outcome = await calls.kingdeeAdmitted(operation, request)
        if case .failure(.rejected) = outcome, places.count > 1 {
            // The whole call was refused, such as by the interceptor of suspicious texts: nobody is to suffer for
            // another.
            for place in places { jobs[group.jobs[place]].settle(unsureBefore[place]) }
            let all = places.map { group.jobs[$0] }
            let halves = [all.prefix(all.count / 2), all.dropFirst(all.count / 2)]
            for half in halves {
                var part = group
                part.jobs = half.filter { jobs[$0].isOpen }
                try await write(kind, part, &jobs)
            }
            return
        }
        for (offset, place) in places.enumerated() {
            let index = group.jobs[place]
            let verdict: KingdeeClient.BatchVerdict =
                switch outcome {
                case .success(let verdicts): verdicts[offset]
                case .failure(let failure): .failure(failure)
                }
            take(verdict, group.action, sent[place], unsureBefore[place], kind, &jobs[index])
        }
    }

    /// What Kingdee will hold of the fields that the action touches.
    private func content(_ job: DirectoryJob) -> DirectoryContent {
        let desired = job.desired ?? .gone
        switch job.action {
        case .create: return desired
        case .change(let fields):
            return DirectoryContent(Dictionary(uniqueKeysWithValues: fields.map { ($0, desired[$0] ?? "") }))
        case .enable: return DirectoryContent([DirectoryContent.status: DirectoryContent.active])
        case .disable: return .gone
        case .submit, .audit, .rest: return DirectoryContent()
        }
    }

    private func request(
        _ kind: DirectoryKind, _ group: DirectoryGroup, _ jobs: [DirectoryJob]
    ) -> @Sendable (KingdeeClient) async throws -> [KingdeeClient.BatchVerdict] {
        let form = kind.form
        let ids = jobs.map { $0.actual?.id ?? "" }
        switch group.action {
        case .create:
            let models = jobs.map {
                mapping.model(kind, number: $0.row.number ?? "", content: $0.desired ?? DirectoryContent())
            }
            return { try await $0.saveBatch(form: form, models: models, audits: true) }
        case .change:
            let models = jobs.compactMap { job -> JSONValue? in
                guard case .change(let fields) = job.action, let actual = job.actual, let desired = job.desired else {
                    return nil
                }
                return mapping.change(kind, actual, to: desired, fields: fields).model
            }
            return {
                try await $0.saveBatch(
                    form: form, models: models, fields: group.keys, deletesRows: group.deletesRows, audits: false)
            }
        case .enable: return { try await $0.forbid(false, form: form, ids: ids) }
        case .disable: return { try await $0.forbid(true, form: form, ids: ids) }
        case .submit: return { try await $0.operate("Submit", form: form, ids: ids) }
        case .audit: return { try await $0.operate("Audit", form: form, ids: ids) }
        case .rest: return { _ in [] }
        }
    }

    private func take(
        _ verdict: KingdeeClient.BatchVerdict, _ action: DirectoryDecision.Action, _ sent: DirectoryContent,
        _ unsureBefore: Timestamp?, _ kind: DirectoryKind, _ job: inout DirectoryJob
    ) {
        switch verdict {
        case .success(let document):
            job.settle(unsureBefore)
            apply(action, sent, document, &job)
            job.audits.append(
                AuditEntry(
                    at: time.now, kind: .effect, action: "\(action.verb) \(kind.form)",
                    subject: job.row.number ?? job.row.source, detail: sent.names.joined(separator: ", ")))
            metrics.directoryWrote(kind, action.verb)
        case .failure(let failure):
            if case .outcomeUnknown = failure {
                job.audits.append(
                    AuditEntry(
                        at: time.now, kind: .effect, action: "lose sight of \(action.verb) of \(kind.form)",
                        subject: job.row.number ?? job.row.source, detail: sent.names.joined(separator: ", ")))
            } else {
                job.settle(unsureBefore)
            }
            fail(&job, failure, of: .kingdee, isWrite: true)
        }
    }

    /// Takes an accepted action over into what we know of Kingdee.
    private func apply(
        _ action: DirectoryDecision.Action, _ sent: DirectoryContent, _ document: KingdeeDocument,
        _ job: inout DirectoryJob
    ) {
        var actual =
            job.actual
            ?? KingdeeBaseData(
                id: document.id, number: job.row.number ?? document.number, status: document.status,
                content: DirectoryContent())
        for field in sent.names {
            let isNoPost = DirectoryContent.isPost(field) && sent[field]?.isEmpty == true
            actual.content[field] = isNoPost ? nil : sent[field]
        }
        // Its department's row is the main one now, whoever made it.
        if let main = sent[DirectoryKind.employee.parentFact] {
            actual.content[DirectoryContent.post(in: main)] = nil
        }
        switch action {
        case .submit: actual.status = "B"
        case .audit: actual.status = "C"
        case .create: job.row.granted.removeAll { $0.field == DirectoryDifference.record }
        case .change, .enable, .disable, .rest: break
        }
        job.actual = actual
        job.row.document = actual.id
        if !sent.fields.isEmpty {
            var base = job.row.base ?? DirectoryContent()
            for field in sent.names { base[field] = sent[field] }
            job.row.base = base
        }
        job.row.tries = 0
    }
}

/// Jobs that one call can do.
struct DirectoryGroup: Sendable {
    var action: DirectoryDecision.Action
    /// The places of the jobs.
    var jobs: [Int]
    /// What a change may touch.
    var keys: [String] = []
    /// Whether rows that a change does not name are deleted.
    var deletesRows = false

    /// Whether one call can do both.
    func takes(_ other: DirectoryGroup) -> Bool {
        action.verb == other.action.verb && keys == other.keys && deletesRows == other.deletesRows
    }
}

extension DirectoryDecision.Action {
    var operation: PlatformOperation {
        switch self {
        case .create, .change: .saveBatch
        case .enable, .disable: .forbid
        case .submit: .submit
        case .audit: .audit
        case .rest: .queryBaseData
        }
    }

    /// A short name from a bounded set, for the audit log and metrics.
    var verb: String {
        switch self {
        case .create: "create"
        case .change: "change"
        case .enable: "enable"
        case .disable: "disable"
        case .submit: "submit"
        case .audit: "audit"
        case .rest: "rest"
        }
    }
}
