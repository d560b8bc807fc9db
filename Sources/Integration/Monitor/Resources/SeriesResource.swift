import HTTPTypes
import Seams

/// `GET /api/series` with `minutes` (1 ... 360) and `operation`: what happened minute by minute, for charts.
struct SeriesResource: APIResource {
    private struct Answer: Encodable {
        /// The first minute.
        var from: String
        var stepSeconds = 60
        var operations: [String]
        var minutes: [Minute]
    }

    private struct Minute: Encodable {
        var at: String
        var succeeded: Int
        var failed: Int
        var throttled: Int
        var retries: Int
        var events: Int
        var done: Int
        var stopped: Int
        /// Seconds; left out without calls.
        var median: Double?
        var p99: Double?
        /// Seconds; left out where nobody looked.
        var lag: Double?
        var unfinished: Int?
    }

    let name = "series"
    let routes = [ServedRoute.get()]
    let series: MinuteSeries

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.look)
        guard request.method == "GET", request.path.isEmpty else { throw APIError.noPage(request) }
        let bound = MinuteSeries.minutesMax
        guard let count = Int(request.value("minutes") ?? "60"), (1...bound).contains(count) else {
            throw APIError(.badRequest, "minutes should be a whole number from 1 to \(bound)")
        }
        let names = PlatformOperation.allCases.map(\.rawValue)
        let operation = try request.value("operation").flatMap { name throws(APIError) -> PlatformOperation? in
            if name.isEmpty { return nil }
            guard let operation = PlatformOperation(rawValue: name) else {
                throw APIError(
                    .badRequest, "no operation is called '\(name)'; there are \(names.joined(separator: ", "))")
            }
            return operation
        }
        let minutes = series.last(count)
        let called = Set(minutes.flatMap(\.calls.keys))
        return HTTPReply(
            .ok,
            encoding: Answer(
                from: minutes[0].start.isoText,
                operations: PlatformOperation.allCases.filter(called.contains).map(\.rawValue),
                minutes: minutes.map { SeriesResource.line($0, operation) }))
    }

    private static func line(_ minute: MinuteSeries.Minute, _ operation: PlatformOperation?) -> Minute {
        let calls =
            operation.map { minute.calls[$0] ?? MinuteSeries.Calls() }
            ?? minute.calls.values.reduce(into: MinuteSeries.Calls()) { $0.add($1) }
        return Minute(
            at: minute.start.isoText, succeeded: calls.succeeded, failed: calls.failed, throttled: calls.throttled,
            retries: minute.retries, events: minute.events, done: minute.done, stopped: minute.stopped,
            median: calls.latency.quantile(0.5), p99: calls.latency.quantile(0.99), lag: minute.lag,
            unfinished: minute.unfinished)
    }
}

extension MinuteSeries.Minute {
    /// When it began.
    var start: Timestamp { Timestamp(seconds: number * 60) }
}
