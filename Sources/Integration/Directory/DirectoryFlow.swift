import Logging
import Seams

/// Keeps Kingdee's departments and employees as DingTalk has them (组织架构同步).
///
/// An event only notes that somebody or some department changed; what is true is read afterwards, and written until
/// Kingdee shows it. So no order of events matters, a repeated event is harmless, and a lost one only delays.
package struct DirectoryFlow: Flow {
    private let store: DirectoryStore
    private let worker: DirectoryWorker
    private let comparison: DirectoryComparison
    private let signal: WakeSignal
    private let requests: CatchUpRequests
    private let parts: FlowParts

    /// The flow that the configuration asks for; nil when it asks for none.
    static func make(_ parts: FlowParts) -> DirectoryFlow? {
        parts.configuration.organisation.isOn ? DirectoryFlow(parts) : nil
    }

    private init(_ parts: FlowParts) {
        let store = DirectoryStore(parts.database)
        let (signal, requests) = (WakeSignal(), CatchUpRequests())
        let (time, logger, settings) = (parts.time, parts.logger, parts.configuration.organisation)
        let calls = DirectoryCalls(
            gate: parts.gate, dingTalk: parts.dingTalk, kingdee: parts.kingdee, signal: signal
        ) { platform in
            do {
                for reason in WaitReason.ending(with: platform) { try await store.wake(reason, at: time.now) }
            } catch {
                logger.error("waiting records were not woken", metadata: ["error": "\(error)"])
            }
            signal.wake()
            requests.ask()
        }
        let mapping = DirectoryMapping(settings: settings, records: parts.records, oracle: parts.oracle)
        let policy = parts.configuration.deliveryPolicy
        worker = DirectoryWorker(
            store: store, settings: settings, mapping: mapping, policy: policy, calls: calls, time: time,
            metrics: parts.metrics, logger: logger)
        comparison = DirectoryComparison(
            store: store, settings: settings, mapping: mapping, policy: policy, calls: calls, time: time,
            metrics: parts.metrics, logger: logger)
        self.store = store
        self.signal = signal
        self.requests = requests
        self.parts = parts
    }

    package var resources: [any APIResource] {
        [
            DirectoryResource(store: store, time: parts.time, signal: signal, requests: requests),
            ConflictResource(store: store, time: parts.time, signal: signal),
            LeavesResource(store: store, time: parts.time, signal: signal),
        ]
    }

    package var shared: [WakeSignal] { [signal] }

    package func accept(_ event: IncomingEvent) async throws -> Bool {
        guard let news = DirectoryNews(event) else { return false }
        guard !news.sources.isEmpty else { return true }
        try await store.mark(news.kind, news.sources, at: parts.time.now)
        signal.wake()
        return true
    }

    package func run() async {
        do {
            try await store.recover(at: parts.time.now)
        } catch {
            parts.logger.error("the directory was not recovered", metadata: ["error": "\(error)"])
        }
        let dispatcher = Dispatcher<[DirectoryRow]>(
            limit: parts.configuration.organisation.workers, time: parts.time, signal: signal, logger: parts.logger,
            claim: { [worker] in try await worker.claim(batches: $0) },
            nextDue: { [store] in try await store.nextDue(after: $0) },
            perform: { [worker] in await worker.perform($0) })
        await withDiscardingTaskGroup { group in
            let listening = Task { [parts, signal] in
                await parts.database.listen(to: DirectoryStore.channel) { signal.wake() }
            }
            group.addTask { await comparison.run(requests) }
            group.addTask {
                await dispatcher.run()
                listening.cancel()
            }
        }
    }

    package func stop() {
        signal.stop()
        requests.stop()
    }
}

/// What an event of the contact book is about.
struct DirectoryNews: Hashable, Sendable {
    var kind: DirectoryKind
    /// The `userid`s or `dept_id`s.
    var sources: [String]

    private static let types: [String: DirectoryKind] = [
        "user_add_org": .employee, "user_modify_org": .employee, "user_leave_org": .employee,
        "user_active_org": .employee, "org_dept_create": .department, "org_dept_modify": .department,
        "org_dept_remove": .department,
    ]

    /// Reads an event of either generation (`userId` or `UserId`, a list or one); nil when it is about something else.
    init?(_ event: IncomingEvent) {
        guard let kind = DirectoryNews.types[event.type], let data = try? JSONValue(parsing: event.payload) else {
            return nil
        }
        let name = kind == .employee ? "userId" : "deptId"
        // In the list of failed events the data stand one level deeper, under the event's type.
        let value = data[name] ?? data[event.type]?[name] ?? data["data"]?[name] ?? .null
        self.kind = kind
        sources = (value.elements ?? [value]).compactMap(\.text).filter { !$0.isEmpty }
    }
}
