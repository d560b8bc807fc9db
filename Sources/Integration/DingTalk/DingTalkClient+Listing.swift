package import Seams

/// Listing approval instances: `POST /v1.0/workflow/processes/instanceIds/query`.
extension DingTalkClient {
    /// What the platform allows of one query (《获取审批实例ID列表》): ids a page, ids in all pages, its span, and how far
    /// back it may start.
    private enum Limits {
        static let page = 20
        static let ids = 10_000
        /// Twice what full pages need: a bound for a platform that goes on handing out tokens.
        static let pages = 1000
        static let span = Duration.seconds(120 * 86_400)
        static let age = Duration.seconds(365 * 86_400)
        /// An end ahead of the platform's clock is refused; ours may be ahead by this much.
        static let clockSkew = Duration.seconds(5)
    }

    /// The ids of all instances of a template that were *created* in the interval, oldest query first, from all pages.
    ///
    /// The interval is cut where the platform's limits ask for it: not older than 365 days, not younger than 5 seconds,
    /// and in pieces of at most 120 days with fewer than 10,000 instances each.
    package func instanceIDs(
        processCode: String, from: Timestamp, to: Timestamp
    ) async throws(PlatformFailure) -> [String] {
        try await instanceIDs(processCode: processCode, statuses: [], from: from, to: to)
    }

    /// As above, of those that are withdrawn by now.
    package func withdrawnIDs(
        processCode: String, from: Timestamp, to: Timestamp
    ) async throws(PlatformFailure) -> [String] {
        try await instanceIDs(processCode: processCode, statuses: ["TERMINATED"], from: from, to: to)
    }

    /// As above, of those that are completed. The platform lets nobody ask for canceled ones (the reference's section 3.6),
    /// and deleted ones stand nowhere: both are what is missing here.
    package func completedIDs(
        processCode: String, from: Timestamp, to: Timestamp
    ) async throws(PlatformFailure) -> [String] {
        try await instanceIDs(processCode: processCode, statuses: ["COMPLETED"], from: from, to: to)
    }

    private func instanceIDs(
        processCode: String, statuses: [String], from: Timestamp, to: Timestamp
    ) async throws(PlatformFailure) -> [String] {
        let now = time.now
        var pieces: [(start: Timestamp, end: Timestamp)] = []
        var start = max(from, now - Limits.age + Limits.clockSkew)
        let end = min(to, now - Limits.clockSkew)
        while start < end {
            pieces.append((start, min(end, start + Limits.span)))
            start = start + Limits.span
        }
        var found: [String] = []
        var known: Set<String> = []
        pieces.reverse()
        while let piece = pieces.popLast() {
            if let ids = try await page(through: piece.start, piece.end, of: processCode, statuses) {
                found += ids.filter { known.insert($0).inserted }
                continue
            }
            let middle = Timestamp(milliseconds: (piece.start.milliseconds + piece.end.milliseconds) / 2)
            guard middle > piece.start, middle < piece.end else {
                throw .rejected(reason: "more than \(Limits.ids) instances of \(processCode) within a millisecond")
            }
            pieces += [(middle, piece.end), (piece.start, middle)]
        }
        return found
    }

    /// The ids of one piece; nil when the platform's limit of ids is reached, so that some could be missing.
    private func page(
        through start: Timestamp, _ end: Timestamp, of processCode: String, _ statuses: [String]
    ) async throws(PlatformFailure) -> [String]? {
        var ids: [String] = []
        var token = "0"
        for _ in 0..<Limits.pages {
            var body: JSONValue = .members([
                "processCode": .string(processCode), "startTime": .number(String(start.milliseconds)),
                "endTime": .number(String(end.milliseconds)), "nextToken": .number(token),
                "maxResults": .number(String(Limits.page)),
            ])
            if !statuses.isEmpty { body.set("statuses", to: .array(statuses.map { JSONValue.string($0) })) }
            let reply = try await call("v1.0/workflow/processes/instanceIds/query", body: body, isWrite: false)
            guard let list = reply["result"]?["list"]?.elements else {
                throw .outcomeUnknown("the reply has no list: \(ReplyText.brief(reply.jsonText))")
            }
            ids += list.compactMap(\.text)
            // It comes back as text, must be sent as a number, and is absent or empty at the end.
            guard let next = reply["result"]?["nextToken"]?.text, !next.isEmpty else { return ids }
            guard next != token, Int64(next) != nil else { throw .outcomeUnknown("nextToken '\(next)' leads nowhere") }
            guard ids.count < Limits.ids else { return nil }
            token = next
        }
        throw .outcomeUnknown("the list of \(processCode) does not end after \(Limits.pages) pages")
    }
}
