import HTTPTypes
import Logging
import Seams

/// Attendance results (考勤) of DingTalk become Kingdee documents: one for each planned punch, corrected when it is.
struct AttendanceFlow: Flow {
    private let store: AttendanceStore
    private let reader: AttendanceReader
    private let writer: Dispatcher<AttendanceWriter.Batch>
    private let time: any Time
    private let logger: Logger
    let resources: [any APIResource]
    var shared: [WakeSignal] { [writer.signal] }

    /// Nil when the configuration has no `attendance`.
    init?(_ parts: FlowParts) {
        guard let settings = parts.configuration.attendance else { return nil }
        let store = AttendanceStore(database: parts.database)
        let (signal, written) = (WakeSignal(), WakeSignal())
        let writing = AttendanceWriter(
            store: store, kingdee: parts.kingdee, standard: settings, records: parts.records,
            oracle: parts.oracle, policy: parts.configuration.deliveryPolicy,
            gate: parts.gate, metrics: parts.metrics, time: parts.time, logger: parts.logger)
        self.store = store
        time = parts.time
        logger = parts.logger
        reader = AttendanceReader(
            store: store, dingTalk: parts.dingTalk, settings: settings, mappings: parts.records, gate: parts.gate,
            metrics: parts.metrics,
            time: parts.time, logger: parts.logger, signal: signal, written: written)
        // One batch at a time: Kingdee queues the calls of one user anyway.
        writer = Dispatcher(
            limit: 1, time: parts.time, signal: written, logger: parts.logger,
            claim: { _ in try await writing.claim() }, nextDue: { try await store.nextDue(after: $0) },
            perform: { await writing.write($0) })
        resources = [AttendanceResource(store: store, time: parts.time, signal: written)]
    }

    /// `attendance_check_record`: somebody punched. The result itself is read afterwards.
    func accept(_ event: IncomingEvent) async throws -> Bool {
        guard event.type == "attendance_check_record" else { return false }
        guard let data = try? JSONValue(parsing: event.payload) else { return true }
        let punches = AttendanceFlow.punches(data)
        guard !punches.isEmpty else { return true }
        try await store.mark(punches, at: time.now)
        reader.signal.wake()
        return true
    }

    /// Who punched, and of which workdays the results may have changed: a punch before noon may end a night shift, whose
    /// workday is the day before.
    static func punches(_ data: JSONValue) -> [(user: String, day: Int)] {
        (data["dataList"]?.elements ?? []).flatMap { punch -> [(user: String, day: Int)] in
            guard let user = punch["userId"]?.text, let time = punch["checkTime"]?.text.flatMap({ Int64($0) }) else {
                return []
            }
            let punched = Timestamp(milliseconds: time)
            let day = ShanghaiTime.day(punched)
            let isBeforeNoon = punched < ShanghaiTime.midnight(day) + .seconds(43_200)
            return isBeforeNoon ? [(user, day), (user, day - 1)] : [(user, day)]
        }
    }

    func run() async {
        do {
            try await store.recover(at: time.now)
        } catch {
            logger.error("the attendance of an earlier run was not read", metadata: ["error": "\(error)"])
        }
        let listening = Task { [store, reader] in
            await store.database.listen(to: AttendanceStore.channel) { reader.signal.wake() }
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await reader.run() }
            group.addTask { await writer.run() }
        }
        listening.cancel()
        await listening.value
    }

    func stop() {
        reader.signal.stop()
        writer.signal.stop()
    }
}

/// `GET /api/attendance`: how many results wait, are saved or refused, and the refused ones; `POST /api/attendance/retry`
/// lets these be written again.
struct AttendanceResource: APIResource {
    let name = "attendance"
    let routes = [ServedRoute.get(), .post("retry")]
    let store: AttendanceStore
    let time: any Time
    /// Wakes the writer.
    let signal: WakeSignal

    private struct Overview: Encodable {
        var counts: [String: Int]
        var readThrough: String?
        var refused: [Refused]
    }

    private struct Refused: Encodable {
        var number: String
        var day: String
        var reason: String
    }

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        switch (request.method, request.path) {
        case ("GET", []):
            try request.require(.look)
            let refused = try await store.refused(limit: 100).map { entry in
                Refused(
                    number: entry.number, day: "\(CivilDate(daysSinceEpoch: entry.day))", reason: entry.reason)
            }
            let day = try await store.progress().readThrough.map { "\(CivilDate(daysSinceEpoch: $0))" }
            return HTTPReply(
                .ok, encoding: Overview(counts: try await store.counts(), readThrough: day, refused: refused))
        case ("POST", ["retry"]):
            try request.require(.decide)
            let count = try await store.retryRefused(by: request.caller.name, at: time.now)
            signal.wake()
            return HTTPReply(.ok, encoding: ["retried": count])
        default: throw APIError.noPage(request)
        }
    }
}
