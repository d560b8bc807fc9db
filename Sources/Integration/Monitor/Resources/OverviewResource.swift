import HTTPTypes
import Seams

/// `GET /api/overview`: the state of everything on one page.
struct OverviewResource: APIResource {
    private struct Answer: Encodable {
        var at: String
        var started: String
        var states: [String: Int]
        var unfinished: Int
        var lagSeconds: Double
        var oldest: String?
        /// Of the last hour.
        var success: Success
        var operations: [Operation]
        /// The platforms that refuse our log-in.
        var logIns: [LogInLine]
        /// How many documents may be worked on at a time.
        var workers: Int
        var streams: Int
        /// What the API has to offer.
        var resources: [String]
        var routes: [RouteLine]
    }

    private struct Success: Encodable {
        var calls: Int
        var succeeded: Int
        var failed: Int
        var throttled: Int
    }

    private struct Operation: Encodable {
        var operation: String
        var platform: String
        var isOpen: Bool
        /// Calls per second that are allowed; nil without a limit.
        var perSecond: Double?
        var calls: Int
        var succeeded: Int
        var failed: Int
        var throttled: Int
        /// Seconds, of the last hour.
        var median: Double?
        var p99: Double?
    }

    private struct LogInLine: Encodable {
        var platform: String
        var since: String
        var reason: String
    }

    private struct RouteLine: Encodable {
        var flow: String
        var form: String
        var version: String
    }

    let name = "overview"
    let routes = [ServedRoute.get()]
    let pulse: MonitorPulse
    let series: MinuteSeries
    let gate: CallGate
    let live: LiveEvents
    /// Which approvals become which documents.
    let documents: RouteTable
    let workers: Int
    let started: Timestamp
    /// The names of all resources.
    let resources: [String]

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        guard request.method == "GET", request.path.isEmpty else { throw APIError.noPage(request) }
        let beat = try await pulse.beat()
        let calls = series.last(60).reduce(into: [PlatformOperation: MinuteSeries.Calls]()) { sums, minute in
            for (operation, calls) in minute.calls { sums[operation, default: MinuteSeries.Calls()].add(calls) }
        }
        let all = calls.values.reduce(into: MinuteSeries.Calls()) { $0.add($1) }
        return HTTPReply(
            .ok,
            encoding: Answer(
                at: beat.at.isoText, started: started.isoText,
                states: Dictionary(ItemState.allCases.map { ($0.rawValue, beat.counts[$0] ?? 0) }) { $1 },
                unfinished: beat.unfinished, lagSeconds: (beat.lag ?? .zero).seconds, oldest: beat.oldest?.isoText,
                success: Success(
                    calls: all.total, succeeded: all.succeeded, failed: all.failed, throttled: all.throttled),
                operations: operations(calls),
                logIns: gate.refusedLogIns.map {
                    LogInLine(
                        platform: $0.platform.rawValue, since: $0.since.isoText, reason: PersonalText.masked($0.reason))
                }, workers: workers, streams: live.count, resources: resources,
                routes: documents.all.map { RouteLine(flow: $0.flow, form: $0.form, version: $0.version) }))
    }

    private func operations(_ calls: [PlatformOperation: MinuteSeries.Calls]) -> [Operation] {
        let (open, rates) = (Set(gate.openBreakers), gate.rates)
        return PlatformOperation.allCases.compactMap { operation in
            let calls = calls[operation] ?? MinuteSeries.Calls()
            // What was never called says nothing.
            guard calls.total > 0 || open.contains(operation) || rates[operation] != nil else { return nil }
            return Operation(
                operation: operation.rawValue, platform: operation.platform.rawValue,
                isOpen: open.contains(operation), perSecond: rates[operation], calls: calls.total,
                succeeded: calls.succeeded, failed: calls.failed, throttled: calls.throttled,
                median: calls.latency.quantile(0.5), p99: calls.latency.quantile(0.99))
        }
    }
}

extension MinuteSeries.Calls {
    /// All calls.
    var total: Int { succeeded + failed + throttled }

    mutating func add(_ other: MinuteSeries.Calls) {
        succeeded += other.succeeded
        failed += other.failed
        throttled += other.throttled
        latency.add(other.latency)
    }
}
