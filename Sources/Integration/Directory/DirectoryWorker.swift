import Logging
import Seams

/// Brings people and departments into step, a batch at a time: reads what DingTalk says, looks at what Kingdee holds,
/// decides, and writes.
///
/// Everything is decided from the present state, so that a batch can be repeated from its start after any death. A
/// write is preceded by a durable intent; one whose outcome is unknown is looked up, by our own number, before the
/// next.
package struct DirectoryWorker: Sendable {
    /// A bound on steps in one go: allowed, changed, submitted, audited, forbidden.
    private static let stepsMax = 8
    /// How long a row waits for its department when nobody wakes it.
    private static let parentPause = Duration.seconds(2)

    let store: DirectoryStore
    let settings: DirectorySettings
    let mapping: DirectoryMapping
    let policy: DeliveryPolicy
    let calls: DirectoryCalls
    let time: any Time
    let metrics: Metrics
    let logger: Logger

    /// Longer than the longest call and the time in which it can still have an effect.
    var leaseTime: Duration { policy.callLimit + policy.settle + .seconds(10) }

    /// Takes at most `batches` batches of due rows.
    func claim(batches: Int) async throws -> [[DirectoryRow]] {
        var claimed: [[DirectoryRow]] = []
        while claimed.count < batches {
            let rows = try await store.claim(
                limit: settings.batch, at: time.now, lease: time.now + leaseTime)
            guard !rows.isEmpty else { break }
            claimed.append(rows)
        }
        return claimed
    }

    /// Works on a batch until each of its rows waits or rests.
    func perform(_ rows: [DirectoryRow]) async {
        do {
            try await carry(rows)
        } catch {
            // The lease keeps others away for a while; then the rows are claimed again, and intents looked up.
            logger.error("a batch of the directory was not stored", metadata: ["error": "\(error)"])
        }
    }

    private func carry(_ rows: [DirectoryRow]) async throws {
        guard let kind = rows.first?.kind else { return }
        var jobs = rows.map(DirectoryJob.init)
        await readFacts(kind, &jobs)
        try await findParents(kind, &jobs)
        try await chooseNumbers(kind, &jobs)
        await lookUp(kind, &jobs)
        for index in jobs.indices { jobs[index].tellWhatIsFound(at: time.now) }
        for _ in 0..<DirectoryWorker.stepsMax {
            let groups = plan(kind, &jobs)
            guard !groups.isEmpty else { break }
            for group in groups {
                var group = group
                if group.action == .disable { group.jobs = try await brake(kind, group.jobs, &jobs) }
                try await write(kind, group, &jobs)
            }
        }
        for index in jobs.indices where jobs[index].isOpen {
            jobs[index].wait(until: time.now + .seconds(1), .retry, because: "not in step after many steps")
        }
        try await release(jobs)
    }

    private func release(_ jobs: [DirectoryJob]) async throws {
        let now = time.now
        let stale = try await store.release(jobs.compactMap(\.ending), at: now)
        for _ in 0..<stale { metrics.fenced() }
        for job in jobs {
            guard let row = job.ending?.row else { continue }
            if row.state == .dead {
                logger.warning("a record of the directory was given up", metadata: ["source": "\(row.source)"])
            }
            metrics.directoryRested(row.kind, row.state)
        }
    }

    /// Finds Kingdee's numbers of the departments above, and with them what Kingdee should hold.
    private func findParents(_ kind: DirectoryKind, _ jobs: inout [DirectoryJob]) async throws {
        let open = jobs.indices.filter { jobs[$0].isOpen && !jobs[$0].row.isGone }
        let named = open.map { mapping.parents(kind, jobs[$0].row.facts) }
        let sources = Set(named.flatMap { [$0.main] + $0.others }.filter { !$0.isEmpty }).sorted()
        let departments = try await store.departments(sources, at: time.now)
        if sources.contains(where: { departments[$0] == nil }) { calls.wake() }
        for index in jobs.indices where jobs[index].isOpen && jobs[index].row.isGone { jobs[index].desired = .gone }
        for (index, parents) in zip(open, named) {
            // A further department that cannot be had keeps nobody out; a person goes without its post meanwhile.
            let missing = parents.others.filter { departments[$0]?.document == nil }
            jobs[index].missing = missing.first { departments[$0]?.state == .dead }
            let awaited = missing.first { departments[$0]?.isUnavailable != true }
            let main = parents.main.isEmpty || departments[parents.main]?.document != nil ? nil : parents.main
            if let source = main ?? awaited {
                jobs[index].wait(
                    until: time.now + DirectoryWorker.parentPause, nil, because: "waits for the department \(source)",
                    for: source)
                continue
            }
            let others = parents.others.compactMap { departments[$0] }.filter { !$0.isUnavailable }
            jobs[index].desired = mapping.content(
                kind, facts: jobs[index].row.facts ?? DirectoryContent(),
                parent: departments[parents.main]?.number ?? "", others: others.compactMap(\.number))
        }
    }

    private func chooseNumbers(_ kind: DirectoryKind, _ jobs: inout [DirectoryJob]) async throws {
        for index in jobs.indices where jobs[index].isOpen && !jobs[index].row.isGone {
            if let problem = jobs[index].row.facts?[EmployeeMapping.problem] { jobs[index].die(problem) }
        }
        for index in jobs.indices where jobs[index].isOpen && jobs[index].row.number == nil {
            guard !jobs[index].row.isGone else {
                // It left before it was ever written.
                jobs[index].rest(DirectoryDecision(action: .rest), at: time.now)
                continue
            }
            jobs[index].row.number = DirectoryMapping.number(
                kind, source: jobs[index].row.source, facts: jobs[index].row.facts ?? DirectoryContent(),
                code: jobs[index].code)
        }
        // A department without a code may be in Kingdee under its name: its number is chosen after the look-up.
        if kind == .employee { try await reserve(&jobs) }
        // Whom the mapping leaves out keeps the number, so that nobody takes the record in Kingdee for a stranger's.
        for index in jobs.indices where jobs[index].isOpen && !jobs[index].row.isGone {
            guard jobs[index].row.facts?[EmployeeMapping.unwanted] != nil else { continue }
            jobs[index].rest(DirectoryDecision(action: .rest), at: time.now)
        }
    }

    /// Makes sure that no two rows have one number.
    private func reserve(_ jobs: inout [DirectoryJob]) async throws {
        let open = jobs.indices.filter { jobs[$0].isOpen && jobs[$0].row.document == nil }
        guard !open.isEmpty else { return }
        let results = try await store.reserve(open.map { jobs[$0].row }, at: time.now)
        for (index, result) in zip(open, results) {
            switch result {
            case .success(let row): jobs[index].row = row
            case .failure(let taken):
                jobs[index].row.number = nil
                jobs[index].row.tries += 1
                guard jobs[index].row.tries < policy.attempts * 2 else {
                    jobs[index].die("\(taken)")
                    continue
                }
                // Whoever has it may have left without our hearing of it.
                try await store.mark(jobs[index].row.kind, [taken.by], at: time.now)
                pause(&jobs[index], .rejected(reason: "\(taken)"), .retry)
            }
        }
    }

    // MARK: Kingdee's side

    private func lookUp(_ kind: DirectoryKind, _ jobs: inout [DirectoryJob]) async {
        await lookUp(kind, jobs.indices.filter { jobs[$0].isOpen && jobs[$0].row.number != nil }, &jobs)
        guard kind == .department else { return }
        // A department that is in Kingdee already, under a number that DingTalk does not know, is known by its name.
        let strangers = jobs.indices.filter {
            jobs[$0].isOpen && jobs[$0].actual == nil && jobs[$0].row.document == nil && jobs[$0].row.base == nil
                && jobs[$0].row.attempts.isEmpty
        }
        await adoptByName(strangers, &jobs)
        do {
            try await reserve(&jobs)
        } catch {
            for index in jobs.indices where jobs[index].isOpen {
                jobs[index].wait(until: time.now + .seconds(1), .retry, because: "the number was not stored")
            }
        }
    }

    private func lookUp(_ kind: DirectoryKind, _ places: [Int], _ jobs: inout [DirectoryJob]) async {
        guard !places.isEmpty else { return }
        switch await records(kind, where: kind.numberField, among: places.compactMap { jobs[$0].row.number }) {
        case .success(let records):
            let found = Dictionary(records.map { ($0.number, $0) }) { first, _ in first }
            for index in places { jobs[index].actual = jobs[index].row.number.flatMap { found[$0] } }
            await lookForLeavers(kind, places.filter { jobs[$0].row.isGone && jobs[$0].actual == nil }, &jobs)
        case .failure(.rejected) where places.count > 1:
            // One text that the server will not take is not to be in the way of the others.
            await lookUp(kind, Array(places.prefix(places.count / 2)), &jobs)
            await lookUp(kind, Array(places.dropFirst(places.count / 2)), &jobs)
        case .failure(let failure): for index in places { fail(&jobs[index], failure, of: .kingdee, isWrite: false) }
        case .held(let until, let reason): for index in places { jobs[index].wait(until: until, reason, because: nil) }
        }
    }

    /// Somebody who left is not let go because a query did not show the record: an organisation that the user cannot see
    /// shows nothing. `View` tells by the internal id whether it is there.
    private func lookForLeavers(_ kind: DirectoryKind, _ places: [Int], _ jobs: inout [DirectoryJob]) async {
        for index in places {
            guard let id = jobs[index].row.document else { continue }
            switch await calls.kingdee(.compare, { try await $0.content(form: kind.form, id: id) }) {
            case .success:
                let number = jobs[index].row.number ?? jobs[index].row.source
                jobs[index].die(
                    "left, and Kingdee still has the record (\(number), id \(id)), but not in the organisation "
                        + "\(settings.number); see to organisation.number and to the record's FUseOrgId, then retry")
            case .failure(.notFound): break  // it was deleted
            case .failure(let failure): fail(&jobs[index], failure, of: .kingdee, isWrite: false)
            case .held(let until, let reason): jobs[index].wait(until: until, reason, because: nil)
            }
        }
    }

    private func adoptByName(_ places: [Int], _ jobs: inout [DirectoryJob]) async {
        let names = Set(places.compactMap { jobs[$0].desired?["name"] }).sorted()
        guard !names.isEmpty else { return }
        switch await records(.department, where: "FName", among: names) {
        case .success(let records): for index in places { adopt(records, &jobs[index]) }
        case .failure(.rejected) where places.count > 1:
            await adoptByName(Array(places.prefix(places.count / 2)), &jobs)
            await adoptByName(Array(places.dropFirst(places.count / 2)), &jobs)
        case .failure(let failure): for index in places { fail(&jobs[index], failure, of: .kingdee, isWrite: false) }
        case .held(let until, let reason): for index in places { jobs[index].wait(until: until, reason, because: nil) }
        }
    }

    private func adopt(_ records: [KingdeeBaseData], _ job: inout DirectoryJob) {
        let (name, parent) = (job.desired?["name"], job.desired?["parent"])
        let same = records.filter {
            $0.content["name"] == name && $0.content["parent"] == parent
                && $0.content[DirectoryContent.status] == DirectoryContent.active
        }
        guard same.count == 1, let record = same.first else { return }
        job.actual = record
        job.row.number = record.number
    }

    private func records(
        _ kind: DirectoryKind, where field: String, among texts: [String]
    ) async -> DirectoryCalls.Outcome<[KingdeeBaseData]> {
        let named = "\(field) in (\(texts.map(KingdeeClient.literal).joined(separator: ",")))"
        let filter = "\(mapping.ofOurOrganisation) and \(named)"
        let (columns, order) = (mapping.columns(kind), "\(kind.key) ASC")
        return await calls.kingdee(.queryBaseData) { [mapping] client in
            let rows = try await client.allRows(form: kind.form, columns: columns, filter: filter, order: order)
            return mapping.records(kind, rows: rows)
        }
    }

    // MARK: Decisions and failures

    /// Decides for each open job, ends those with nothing left to do, and puts those together that one call can do.
    private func plan(_ kind: DirectoryKind, _ jobs: inout [DirectoryJob]) -> [DirectoryGroup] {
        var groups: [DirectoryGroup] = []
        for index in jobs.indices where jobs[index].isOpen {
            let decision = jobs[index].decision(settings)
            jobs[index].action = decision.action
            guard decision.action != .rest else {
                finish(&jobs[index], decision)
                continue
            }
            var group = DirectoryGroup(action: decision.action, jobs: [index])
            if case .change(let fields) = decision.action, let actual = jobs[index].actual,
                let desired = jobs[index].desired
            {
                let change = mapping.change(kind, actual, to: desired, fields: fields)
                (group.keys, group.deletesRows) = (change.keys, change.deletesRows)
            }
            if let place = groups.firstIndex(where: { $0.takes(group) }) {
                groups[place].jobs.append(index)
            } else {
                groups.append(group)
            }
        }
        return groups
    }

    private func finish(_ job: inout DirectoryJob, _ decision: DirectoryDecision) {
        if let news = job.row.news { metrics.directoryInStep(job.row.kind, after: time.now - news) }
        job.rest(decision, at: time.now)
    }

    /// Sorts a failure by what may be done about it.
    func fail(_ job: inout DirectoryJob, _ failure: PlatformFailure, of platform: PlatformName, isWrite: Bool) {
        switch failure {
        case .notSent, .throttled, .transient, .sessionLost: pause(&job, failure, .unreachable(platform))
        case .logInRefused: pause(&job, failure, .logIn(platform))
        case .outcomeUnknown:
            if isWrite, !policy.isNumberGuarded, let unsure = job.row.unsure {
                return job.wait(until: unsure, .settling, because: "\(failure)")
            }
            pause(&job, failure, .unreachable(platform))
        case .duplicateNumber, .notFound:
            job.row.tries += 1
            guard job.row.tries < policy.attempts * 2 else { return job.die("\(failure)") }
            pause(&job, failure, .retry)
        case .rejected:
            job.row.tries += 1
            guard job.row.tries < policy.attempts else { return job.die("\(failure)") }
            job.row.seen = -1  // what was decided may rest on what was true a moment ago: it is read again
            pause(&job, failure, .retry)
        }
    }

    func pause(_ job: inout DirectoryJob, _ failure: PlatformFailure, _ reason: WaitReason) {
        job.row.pauses += 1
        job.wait(until: time.now + calls.gate.retryPause(step: job.row.pauses), reason, because: "\(failure)")
    }
}
