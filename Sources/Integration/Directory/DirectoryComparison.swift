import Logging
import Seams
import Synchronization

/// Finds what no event told of: lists DingTalk's departments and people, and from time to time Kingdee's records, page
/// by page, and has those looked at that differ from what is known.
///
/// It writes to neither platform; that is the workers' part. A page and the place where the next one begins are stored
/// together, so that a killed comparison goes on with the page after the last stored one.
package struct DirectoryComparison: Sendable {
    /// The root department's `dept_id`.
    static let root = "1"
    /// How long until it is looked again whether each row has its number.
    private static let numberingPause = Duration.seconds(5)
    /// How many of Kingdee's rows are compared at a time.
    private static let rowsMax = 1000

    let store: DirectoryStore
    let settings: DirectorySettings
    let mapping: DirectoryMapping
    let policy: DeliveryPolicy
    let calls: DirectoryCalls
    let time: any Time
    let metrics: Metrics
    let logger: Logger
    private let deaths = ScriptDeaths()

    init(
        store: DirectoryStore, settings: DirectorySettings, mapping: DirectoryMapping, policy: DeliveryPolicy,
        calls: DirectoryCalls, time: any Time, metrics: Metrics, logger: Logger
    ) {
        self.store = store
        self.settings = settings
        self.mapping = mapping
        self.policy = policy
        self.calls = calls
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// A page takes one call.
    private var lease: Timestamp { time.now + policy.callLimit + .seconds(30) }

    /// Compares whenever it is asked to, and when it is time, until the requests are stopped.
    func run(_ requests: CatchUpRequests) async {
        let alarm = Alarm(time: time, signal: requests.signal)
        let retries = Backoff(base: .seconds(1), cap: .seconds(20))
        var failures = 0
        for await _ in requests.signal.signals {
            do {
                let next = try await pass(isAsked: requests.take()) { requests.isStopped }
                failures = 0
                metrics.health.worked("organisation")
                alarm.set(next)
            } catch {
                failures += 1
                metrics.directoryCompared("failed", changed: 0)
                metrics.health.failed("organisation", "the comparison was interrupted: \(error)", at: time.now)
                logger.warning("the comparison was interrupted", metadata: ["error": "\(error)"])
                alarm.set(time.now + retries.limit(step: failures))
            }
        }
        alarm.set(nil)
    }

    /// Goes on with the comparison under way, or begins one if it is time or asked for; gives it back after the page at hand
    /// once `isStopped`. Returns when it is time again.
    func pass(isAsked: Bool, isStopped: @Sendable () -> Bool = { false }) async throws -> Timestamp {
        guard var list = try await store.takeList(at: time.now, lease: lease) else {
            // Another process compares, or one that could not give it back, such as on a full disk.
            let (next, lease) = (time.now + settings.listEvery, try await store.listLease() ?? time.now)
            return min(next, max(lease, time.now + .milliseconds(100)))
        }
        do {
            // What an earlier process began is finished first.
            while list.phase != .idle, !isStopped() { try await step(&list) }
            let now = time.now
            let isFull = isAsked || list.compared.map { now - $0 >= settings.compareEvery } ?? true
            // A clock that was set back is no reason to wait.
            if list.phase == .idle, isFull || now - list.started >= settings.listEvery || list.started > now {
                deaths.forget()
                list = try await store.begin(list, isFull: isFull, root: DirectoryComparison.root, at: now)
            }
            while list.phase != .idle, !isStopped() { try await step(&list) }
            // The first load gives people their numbers only after it compared.
            if list.phase == .idle, list.strangers == .due, list.compared != nil, try await store.isNumbered() {
                (list.phase, list.cursor, list.strangers) = (.departments, 0, .looking)
                while list.phase != .idle, !isStopped() { try await step(&list) }
            }
        } catch {
            try await store.giveListBack(list)
            throw error
        }
        try await store.giveListBack(list)
        let nextFull = (list.compared ?? time.now) + settings.compareEvery
        let next = max(min(list.started + settings.listEvery, nextFull), time.now + .milliseconds(100))
        return list.strangers == .due ? min(next, time.now + DirectoryComparison.numberingPause) : next
    }

    private func step(_ list: inout DirectoryList) async throws {
        switch list.phase {
        case .dingTalk: try await listDingTalk(&list)
        case .departments: try await listKingdee(.department, &list, next: .employees)
        case .employees: try await listKingdee(.employee, &list, next: .idle)
        case .idle: break
        }
    }

    private func listDingTalk(_ list: inout DirectoryList) async throws {
        guard let page = try await store.nextPage() else {
            list.phase = list.isFull ? .departments : .idle
            list.cursor = 0
            if list.isFull, try await store.isNumbered() { list.strangers = .looking }
            let missing = try await store.seekMissing(list, lease: lease, at: time.now)
            if missing > 0 { calls.wake() }
            metrics.directoryCompared("dingtalk", changed: missing)
            return
        }
        let news = try await store.newestNews()
        let (facts, next) = try await facts(of: page)
        let changed = try await store.keep(
            facts, of: page, next: next, news: news, list, lease: lease, at: time.now)
        metrics.directoryListed(changed: changed)
        if changed > 0 { calls.wake() }
    }

    private func facts(
        of page: DirectoryPage
    ) async throws -> (facts: [(source: String, facts: DirectoryContent)], next: Int?) {
        typealias Listing = (items: [JSONValue], next: Int?)
        let outcome: DirectoryCalls.Outcome<Listing> = await calls.dingTalk(.listContacts) { client in
            switch page.kind {
            case .departments: return (try await client.departments(below: page.department), nil)
            case .members:
                let people = try await client.people(of: page.department, from: page.cursor)
                return (people.people, people.next)
            }
        }
        switch outcome {
        case .success(let listing):
            var facts: [(source: String, facts: DirectoryContent)] = []
            for item in listing.items {
                switch page.kind {
                case .departments:
                    guard let id = item["dept_id"]?.text else { continue }
                    facts.append((id, DirectoryMapping.facts(ofDepartment: item)))
                case .members:
                    guard let id = item["userid"]?.text else { continue }
                    facts.append((id, try await personFacts(item)))
                }
            }
            return (facts, listing.next)
        case .failure(.notFound): return ([], nil)  // the department was removed meanwhile
        case .failure(let failure): throw failure
        case .held(let until, let reason): throw HeldBack(until: until, reason: reason)
        }
    }

    private func personFacts(_ person: JSONValue) async throws -> DirectoryContent {
        do throws(OracleFailure) {
            return try await mapping.facts(of: person)
        } catch {
            switch error {
            case .held(let until, let reason): throw HeldBack(until: until, reason: reason)
            case .platform(let failure): throw failure
            case .paused(let until, _): throw HeldBack(until: until, reason: .retry)
            case .worker(let reason):
                // The page is read again; whose script dies each time is not to keep it from everybody else.
                guard deaths.count(person["userid"]?.text ?? "") >= policy.attempts else {
                    throw PlatformFailure.transient(reason: reason)
                }
                return DirectoryMapping.facts(ofPerson: person, unmapped: reason)
            }
        }
    }

    private func listKingdee(
        _ kind: DirectoryKind, _ list: inout DirectoryList, next phase: DirectoryList.Phase
    ) async throws {
        let (columns, order) = (mapping.columns(kind), "\(kind.key) ASC")
        let filter = "\(mapping.ofOurOrganisation) and \(kind.key) > \(list.cursor)"
        let outcome = await calls.kingdee(.queryBaseData) { client in
            try await client.rows(
                form: kind.form, columns: columns, filter: filter, order: order, from: 0,
                limit: DirectoryComparison.rowsMax)
        }
        switch outcome {
        case .success(let rows):
            var records = mapping.records(kind, rows: rows)
            let isLast = rows.count < KingdeeClient.smallestPage
            // Somebody's posts may go on beyond the page.
            if !isLast, records.count > 1 { records.removeLast() }
            list.cursor = records.last.flatMap { Int64($0.id) } ?? list.cursor
            if isLast { (list.phase, list.cursor) = (phase, 0) }
            let strangers =
                list.strangers == .looking
                ? StrangerPolicy(organization: settings.number, policy: settings.unknown) : nil
            if isLast, phase == .idle {
                list.compared = list.started
                if strangers != nil { list.strangers = .looked }
            }
            var drifted = try await store.compare(
                kind, records, list, strangers: strangers, lease: lease, at: time.now)
            if strangers != nil { calls.wake() }
            if list.phase == .idle { drifted += try await store.seekDeleted(list, lease: lease, at: time.now) }
            metrics.directoryCompared(kind.rawValue, changed: drifted)
            if drifted > 0 { calls.wake() }
        case .failure(let failure): throw failure
        case .held(let until, let reason): throw HeldBack(until: until, reason: reason)
        }
    }
}

/// How often the mapping's script died at each person while the list at hand was read.
private final class ScriptDeaths: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// Counts one more; returns how many there are.
    func count(_ user: String) -> Int {
        counts.withLock { counts in
            counts[user, default: 0] += 1
            return counts[user] ?? 0
        }
    }

    func forget() { counts.withLock { $0 = [:] } }
}
